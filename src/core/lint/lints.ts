import { accountIncomplete } from './findings/account-incomplete';
import { addressInvalid } from './findings/address-invalid';
import { defaultUnknown } from './findings/default-unknown';
import { duplicateAccount } from './findings/duplicate-account';
import { endpointInvalid } from './findings/endpoint-invalid';
import { envUnset } from './findings/env-unset';
import { fromDomain } from './findings/from-domain';
import { googleAppPassword } from './findings/google-app-password';
import { hostDomain } from './findings/host-domain';
import { hostInvalid } from './findings/host-invalid';
import { hostReceiving } from './findings/host-receiving';
import { hostTypo } from './findings/host-typo';
import { mechanismAuth } from './findings/mechanism-auth';
import { mergeKey } from './findings/merge-key';
import { passwordLiteral } from './findings/password-literal';
import { passwordMissing } from './findings/password-missing';
import { port25Login } from './findings/port-25-login';
import { portEncryption } from './findings/port-encryption';
import { portReceiving } from './findings/port-receiving';
import { providerHost } from './findings/provider-host';
import { providerUnknown } from './findings/provider-unknown';
import { proxyInvalid } from './findings/proxy-invalid';
import { proxyPassword } from './findings/proxy-password';
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
import { userBlanks } from './findings/user-blanks';
import { userWithDomain } from './findings/user-with-domain';
import { userWithoutDomain } from './findings/user-without-domain';
import { valueAmbiguous } from './findings/value-ambiguous';
import { valueEmpty } from './findings/value-empty';
import { valueRetyped } from './findings/value-retyped';
import { verifyOff } from './findings/verify-off';
import type { Lint } from './lint';

/** Everything that is looked for, by id. */
export const lints: readonly Lint[] = [
  accountIncomplete,
  addressInvalid,
  defaultUnknown,
  duplicateAccount,
  endpointInvalid,
  envUnset,
  fromDomain,
  googleAppPassword,
  hostDomain,
  hostInvalid,
  hostReceiving,
  hostTypo,
  mechanismAuth,
  mergeKey,
  passwordLiteral,
  passwordMissing,
  port25Login,
  portEncryption,
  portReceiving,
  providerHost,
  providerUnknown,
  proxyInvalid,
  proxyPassword,
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
  userBlanks,
  userWithDomain,
  userWithoutDomain,
  valueAmbiguous,
  valueEmpty,
  valueRetyped,
  verifyOff,
];
