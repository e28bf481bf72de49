import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { lineText } from './terminal-text';

/**
 * Asks for a line on the terminal; what is typed does not show when it is `hidden`. Undefined when nobody is there: standard
 * input is no terminal, or it ends (Ctrl-D). Throws ABORT_ERR at Ctrl-C.
 */
export async function askLine(question: string, { hidden = false } = {}): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || stdin.readableEnded) return undefined;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = hidden
    ? createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 })
    : createInterface({ input: stdin, output: stderr });
  const shown = lineText(question);
  let answer: string | undefined;
  try {
    answer = await new Promise<string | undefined>((resolve, reject) => {
      terminal.on('SIGINT', () => reject(Object.assign(new Error('cancelled'), { code: 'ABORT_ERR' })));
      // without an answer, nothing else would keep the program running
      terminal.on('close', () => resolve(undefined));
      // from here on nothing shows, so only now is it asked for
      if (hidden) stderr.write(shown);
      terminal.question(hidden ? '' : shown, resolve);
    });
    return answer;
  } finally {
    terminal.close();
    if (hidden || answer === undefined) stderr.write('\n');
  }
}
