import { accountIncomplete } from './findings/account-incomplete';
import { addressInvalid } from './findings/address-invalid';
import { defaultUnknown } from './findings/default-unknown';
import { duplicateAccount } from './findings/duplicate-account';
import { envUnset } from './findings/env-unset';
import { fromDomain } from './findings/from-domain';
import { googleAppPassword } from './findings/google-app-password';
import { hostInvalid } from './findings/host-invalid';
import { hostReceiving } from './findings/host-receiving';
import { hostTypo } from './findings/host-typo';
import { mergeKey } from './findings/merge-key';
import { passwordLiteral } from './findings/password-literal';
import { passwordMissing } from './findings/password-missing';
import { port25Login } from './findings/port-25-login';
import { portEncryption } from './findings/port-encryption';
import { providerHost } from './findings/provider-host';
import { providerUnknown } from './findings/provider-unknown';
import { referenceMisplaced } from './findings/reference-misplaced';
import { referencePartial } from './findings/reference-partial';
import { referenceUnknown } from './findings/reference-unknown';
import { secretBlanks } from './findings/secret-blanks';
import { secretCut } from './findings/secret-cut';
import { secretNonAscii } from './findings/secret-non-ascii';
import { secretNotStored } from './findings/secret-not-stored';
import { severalDocuments } from './findings/several-documents';
import { signInClosed } from './findings/sign-in-closed';
import { signInClosing } from './findings/sign-in-closing';
import { signInOffByDefault } from './findings/sign-in-off-by-default';
import { signInWithdrawing } from './findings/sign-in-withdrawing';
import { unencryptedLogin } from './findings/unencrypted-login';
import { userWithDomain } from './findings/user-with-domain';
import { userWithoutDomain } from './findings/user-without-domain';
import { valueAmbiguous } from './findings/value-ambiguous';
import { valueRetyped } from './findings/value-retyped';
import { verifyOff } from './findings/verify-off';
import type { Lint } from './lint';

/** Everything that is looked for, by id. */
export const lints: readonly Lint[] = [
  accountIncomplete,
  addressInvalid,
  defaultUnknown,
  duplicateAccount,
  envUnset,
  fromDomain,
  googleAppPassword,
  hostInvalid,
  hostReceiving,
  hostTypo,
  mergeKey,
  passwordLiteral,
  passwordMissing,
  port25Login,
  portEncryption,
  providerHost,
  providerUnknown,
  referenceMisplaced,
  referencePartial,
  referenceUnknown,
  secretBlanks,
  secretCut,
  secretNonAscii,
  secretNotStored,
  severalDocuments,
  signInClosed,
  signInClosing,
  signInOffByDefault,
  signInWithdrawing,
  unencryptedLogin,
  userWithDomain,
  userWithoutDomain,
  valueAmbiguous,
  valueRetyped,
  verifyOff,
];
