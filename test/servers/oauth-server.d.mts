export const mailScope: string;
export const clients: { open: string; secret: string };
export const clientSecret: string;

export interface InspectedToken {
  scope: string;
  audience: string | undefined;
  account: string;
}

export interface OAuthServer {
  issuer: string;
  state: { behaviour: 'allow' | 'deny' | 'leave' | 'ask'; withheld: string[]; refreshes: number };
  inspect(token: string): Promise<InspectedToken | undefined>;
  revokeAll(): Promise<void>;
  close(): Promise<void>;
}

export function startOAuthServer(options?: {
  audience?: string;
  accessTokenSeconds?: number;
  user?: string;
  address?: string;
}): Promise<OAuthServer>;

export interface TokenMailServer {
  port: number;
  /** Every token that came. */
  tokens: string[];
  close(): Promise<void>;
}

export function startTokenMailServer(
  oauth: Pick<OAuthServer, 'inspect'>,
  options?: { audience?: string },
): Promise<TokenMailServer>;

export function browse(address: string): Promise<{ url: string; status: number; text: string }>;
