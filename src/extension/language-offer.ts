import { env, workspace } from 'vscode';
import { type Language, toLanguage } from '../core/i18n/languages';
import type { FormState } from '../protocol/messages';
import type { HostContext } from './host-context';

/** Remembers that the offer was answered; it is made once. */
const answeredKey = 'smtp.languageOfferAnswered';

/** The offer to switch to the language of the operating system, in that language, while VS Code is English and nobody has chosen one. */
export function languageOffer(host: HostContext): FormState['offer'] {
  const setting = workspace.getConfiguration('smtp').get<string>('language', 'auto');
  const language = systemLanguage(process.env);
  const wanted = setting === 'auto' && toLanguage(env.language) === 'en' && language !== 'en';
  if (!wanted || host.extension.globalState.get<boolean>(answeredKey, false)) return undefined;
  const t = host.data.translator(language);
  return { language, text: t('form:offer'), accept: t('form:offerAccept'), decline: t('form:offerDecline') };
}

/** Takes the answer; the offer is not made again. */
export async function answerOffer(host: HostContext, accept: boolean): Promise<void> {
  const offer = languageOffer(host);
  await host.extension.globalState.update(answeredKey, true);
  if (accept && offer) await host.setLanguage(offer.language);
}

/** The language of messages of the operating system (POSIX.1-2017 section 8.2), or what its regional settings say. */
function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): Language {
  const variable = LC_ALL || LC_MESSAGES || LANG;
  return toLanguage(variable || new Intl.DateTimeFormat().resolvedOptions().locale);
}
