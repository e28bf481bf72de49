/** A page that facts rest on. */
export interface Source {
  title: string;
  url?: string;
  /** Its day or month, ISO 8601. */
  date: string;
  /** A standard: it does not get old. */
  standard?: true;
}
