import { parseReply } from '../probe/reply';
import type { Facts } from './diagnosis';
import type { RuleExample } from './rule';

/** A rule's example as a test would have seen it: a text with a reply code is a reply, anything else an error. */
export function factsOfExample(example: RuleExample): Facts {
  const { text, error, ...rest } = example;
  const reply = text === undefined ? undefined : parseReply(text);
  return {
    ...rest,
    ...(text === undefined ? {} : { text }),
    ...(reply && reply.code > 0 ? { code: reply.code } : {}),
    ...(reply?.enhanced ? { enhanced: reply.enhanced } : {}),
    ...(error === undefined ? {} : { errorCode: error }),
  };
}
