import { env, workspace } from 'vscode';
import { toLanguage } from '../core/i18n/languages';
import { systemLanguage } from '../core/i18n/system-language';
import type { FormState } from '../protocol/messages';
import type { HostContext } from './host-context';

/** Remembers that the offer was answered; it is made once. */
const answeredKey = 'smtp.languageOfferAnswered';

/** The offer to switch to the language of the operating system, in that language, while VS Code is English and nobody has chosen one. */
export function languageOffer(host: HostContext): FormState['offer'] {
  const setting = workspace.getConfiguration('smtp').get<string>('language', 'auto');
  const language = systemLanguage(process.env, new Intl.DateTimeFormat().resolvedOptions().locale);
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
