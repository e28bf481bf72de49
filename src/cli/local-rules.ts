import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { localRulesFile, readLocalRules, ruleProblemText, withLocalRules } from '../core/diagnosis/parse-local-rules';
import type { Translator } from '../core/i18n/create-translator';
import type { Knowledge } from '../core/knowledge/knowledge';

/** The knowledge with the rules that the user keeps in the folder; what is wrong with their file goes to stderr. */
export async function knowledgeIn(folder: string, knowledge: Knowledge, t: Translator): Promise<Knowledge> {
  const file = join(folder, localRulesFile);
  const { rules, problems } = await readLocalRules(
    // whoever starts the program in a folder trusts it
    true,
    {
      size: async () => {
        try {
          const found = statSync(file, { throwIfNoEntry: false });
          return found?.isFile() ? found.size : undefined;
        } catch {
          return undefined;
        }
      },
      text: async () => readFileSync(file, 'utf8'),
    },
    knowledge,
  );
  for (const problem of problems) {
    const { line, column } = problem;
    process.stderr.write(`${t('errors:at', { file, line, column, message: ruleProblemText(t, problem) })}\n`);
  }
  return withLocalRules(knowledge, rules);
}
