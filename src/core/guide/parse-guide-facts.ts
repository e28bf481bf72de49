import type { GuideFacts } from './guide-source';

const day = /^\d{4}-\d{2}-\d{2}$/;
const allowedKeys = [
  'date',
  'provider',
  'causes',
  'providers',
  'enterValues',
  'signIn',
  'otherwise',
  'server',
  'questions',
  'sources',
];

/** Reads a parsed `guide.yaml`. Throws an Error that names the file and what is allowed. */
export function parseGuideFacts(id: string, content: unknown, file: string): GuideFacts {
  const fail = (message: string): never => {
    throw new Error(`${file}: ${message}`);
  };
  const only = (value: unknown, allowed: readonly string[], where: string): Record<string, unknown> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${where} must be a map`);
    const extra = Object.keys(value).find((key) => !allowed.includes(key));
    if (extra !== undefined) return fail(`${where}: ${extra} is not allowed; allowed: ${allowed.join(', ')}`);
    return value as Record<string, unknown>;
  };
  const word = (value: unknown, where: string): string =>
    typeof value === 'string' && /^[a-z0-9][\w./-]*$/.test(value) ? value : fail(`${where} must be an id`);
  const list = (value: unknown, where: string): unknown[] =>
    Array.isArray(value) && value.length > 0 ? value : fail(`${where} must be a list with at least one entry`);
  const unique = (ids: readonly string[], where: string) => {
    const twice = ids.find((entry, index) => ids.indexOf(entry) !== index);
    if (twice !== undefined) fail(`${where}: ${twice} is there twice`);
  };

  const facts = only(content, allowedKeys, 'the file');
  if (typeof facts.date !== 'string' || !day.test(facts.date)) fail('date must be a day such as 2026-11-21');
  for (const key of ['causes', 'providers', 'sources']) {
    if (facts[key] === undefined) continue;
    const ids = list(facts[key], key).map((entry) => word(entry, `an entry of ${key}`));
    unique(ids, key);
    if (key === 'sources' && ids.some((entry) => entry.split('/').length !== 2))
      fail('an entry of sources is written PROVIDER/KEY or general/KEY');
  }
  if (facts.provider !== undefined) word(facts.provider, 'provider');
  if (facts.providers !== undefined && facts.causes === undefined)
    fail('providers is allowed together with causes only');
  if (facts.enterValues !== undefined && typeof facts.enterValues !== 'boolean')
    fail('enterValues must be true or false');
  if (facts.signIn !== undefined && facts.signIn !== 'oauth2') fail('signIn must be oauth2');
  if (facts.otherwise !== undefined) {
    word(facts.otherwise, 'otherwise');
    if (facts.signIn === undefined) fail('otherwise is allowed together with signIn only');
  }
  if (facts.server !== undefined) {
    const { host, port, encryption } = only(facts.server, ['host', 'port', 'encryption'], 'server');
    word(host, 'the host of server');
    if (!Number.isInteger(port)) fail('the port of server must be a number');
    if (encryption !== 'tls' && encryption !== 'starttls') fail('the encryption of server must be tls or starttls');
  }
  if (facts.questions !== undefined) {
    const questions = list(facts.questions, 'questions').map((entry) => {
      const question = only(entry, ['id', 'answers'], 'a question');
      const answers = list(question.answers, 'answers').map((part) => {
        const answer = only(part, ['id', 'section', 'next', 'guide'], 'an answer');
        if ((answer.section === undefined) === (answer.guide === undefined))
          fail('an answer has either a section or a guide');
        word(answer.section ?? answer.guide, 'the section or guide of an answer');
        if (answer.next !== undefined && answer.section === undefined)
          fail('next is allowed together with section only');
        // `ask` is the question itself in the texts
        if (answer.id === 'ask') fail('the id of an answer cannot be ask');
        return word(answer.id, 'the id of an answer');
      });
      if (answers.length < 2) fail('a question has two answers or more');
      unique(answers, 'answers');
      return word(question.id, 'the id of a question');
    });
    unique(questions, 'questions');
  }
  return { id, ...(facts as unknown as Omit<GuideFacts, 'id'>) };
}
