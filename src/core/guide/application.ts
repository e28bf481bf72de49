import type { Encryption } from '../account/account';
import type { Label } from '../provider/provider';
import type { Source } from './source';

/** How an application can sign in to a mail server. */
export type ApplicationSignIn = 'password' | 'oauth2-google' | 'oauth2-microsoft';

/** A value of the mail account that an application asks for. */
export type ApplicationValue = 'host' | 'port' | 'encryption' | 'user' | 'password' | 'from' | 'fromName' | 'replyTo';

/** A field of a settings page: a value goes in, or something is chosen. */
export type ApplicationField =
  | { label?: Label; choose: Label }
  | {
      label: Label;
      value: ApplicationValue;
      /** What each encryption is called, for `encryption`; one that is not there is named by our own words. */
      options?: Partial<Record<Encryption, Label>>;
      /** What stands before the host name, by encryption, for `host`. */
      prefix?: Record<Encryption, string>;
    };

/** A piece of configuration for a framework. */
export interface ApplicationSnippet {
  /** Versions that it is for, such as `Django 6.1+`; left out when there is only one. */
  versions?: string;
  file: string;
  /** Of the code block: `ini`, `python` … */
  language: string;
  /**
   * With `{host}`, `{port}`, `{user}`, `{from}`, `{fromName}`, `{encryption}` and `{password}` to be filled in; `{user:url}`
   * is percent-encoded (RFC 3986 section 2.1). Without `{password}` it reads the environment variable SMTP_PASSWORD.
   */
  text: string;
  /** What `{encryption}` becomes. */
  encryption: Record<Encryption, string>;
}

/** Something to do after the values are entered; a sentence `applications:after.DO` of the locales. */
export interface ApplicationStep {
  do: 'save' | 'clear-cache' | 'restart' | 'restart-workers' | 'test-mail' | 'choose-account' | 'simulation-off';
  /** The button or menu for it. */
  label?: Label;
  /** The command for it. */
  command?: string;
}

/** One file of `knowledge/applications`: where the values of a mail account are entered in the software that will send. */
export interface Application {
  id: string;
  name: string;
  kind: 'shop-system' | 'plugin' | 'framework';
  signIn: ApplicationSignIn[];
  /** Menu path; empty where there is a file instead. */
  where: Label[];
  fields: ApplicationField[];
  snippets?: ApplicationSnippet[];
  after: ApplicationStep[];
  /** Keys of sentences `applications:note.KEY`. */
  notes: string[];
  sources: Record<string, Source>;
}
