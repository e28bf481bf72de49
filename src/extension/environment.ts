import type { Environment } from '../core/ports';

/** The environment of the extension host. */
export const environment: Environment = { get: (name) => process.env[name] };
