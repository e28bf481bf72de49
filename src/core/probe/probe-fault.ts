import type { Fault } from './probe-result';

/** A failure that we find ourselves, with the code that the result shows. */
export class ProbeFault extends Error {
  override readonly name = 'ProbeFault';

  constructor(
    readonly kind: Fault['kind'],
    /** Kept apart from `code`, which nodemailer overwrites. */
    readonly faultCode: string,
    message: string,
  ) {
    super(message);
  }
}
