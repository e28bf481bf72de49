import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReply } from '../../src/core/probe/reply';
import { Wire } from '../../src/core/probe/wire';

/** The other end of a wire, in memory. */
class FakeSocket extends Duplex {
  readonly sent: string[] = [];
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.sent.push(chunk.toString());
    done();
  }
}

/** A wire on which `expected` replies are waited for. */
function start(expected = Number.POSITIVE_INFINITY) {
  const socket = new FakeSocket();
  const replies: string[] = [];
  const unasked: string[] = [];
  const notes: string[] = [];
  let left = expected;
  const wire = new Wire(socket as unknown as Socket, {
    expects: () => left > 0,
    onReply: (text) => {
      left -= 1;
      replies.push(text);
      return parseReply(text);
    },
    onUnasked: (text) => unasked.push(text),
    onNote: (text) => notes.push(text),
    onCommand: () => undefined,
  });
  const handedOn: string[] = [];
  wire.on('data', (chunk: Buffer) => handedOn.push(chunk.toString()));
  return { socket, wire, replies, unasked, notes, handedOn };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const texts = fc.string({ unit: fc.constantFrom(...'abcXYZ 019-.é漢📮'), maxLength: 20 });
const codes = fc.integer({ min: 200, max: 599 });
const replies = fc.tuple(codes, fc.array(texts, { minLength: 1, maxLength: 5 })).map(([code, lines]) => ({
  code,
  wire: lines.map((line, index) => `${code}${index < lines.length - 1 ? '-' : ' '}${line}\r\n`).join(''),
  text: lines.map((line, index) => `${code}${index < lines.length - 1 ? '-' : ' '}${line}`).join('\n'),
}));

describe('what the server sends', () => {
  it('is the same replies however it is cut into pieces, and goes on unchanged when it is right', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(replies, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        async (said, cuts) => {
          const { socket, wire, replies: seen, notes, handedOn } = start();
          const bytes = Buffer.from(said.map((reply) => reply.wire).join(''));
          for (let at = 0; at < bytes.length; ) {
            const size = cuts.next().value ?? 1;
            socket.push(bytes.subarray(at, at + size));
            at += size;
          }
          await settled();
          expect(seen).toEqual(said.map(({ text }) => text));
          expect(handedOn.join('')).toBe(bytes.toString());
          expect(notes).toEqual([]);
          wire.destroy();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is never more than what was asked for, when it comes at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(replies, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 8 }),
        async (said, expected) => {
          const { socket, wire, replies: seen, unasked } = start(expected);
          socket.push(said.map((reply) => reply.wire).join(''));
          await settled();
          expect(seen).toHaveLength(Math.min(expected, said.length));
          expect(unasked).toHaveLength(Math.max(0, said.length - expected));
          wire.destroy();
        },
      ),
      { numRuns: 100 },
    );
  });

  it('never breaks the wire, whatever bytes it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 10 }), async (chunks) => {
        const { socket, wire, handedOn } = start();
        for (const chunk of chunks) socket.push(Buffer.from(chunk));
        socket.push(null);
        await settled();
        expect(handedOn.join('').length).toBeLessThan(10_000);
        wire.destroy();
      }),
      { numRuns: 100 },
    );
  });
});

describe('a command of ours', () => {
  it('gets its reply, which goes to nobody else', async () => {
    const { socket, wire, handedOn } = start();
    const answer = wire.ask('NOOP');
    socket.push('250 ok\r\n');
    expect(await answer).toMatchObject({ code: 250 });
    expect(socket.sent).toEqual(['NOOP\r\n']);
    expect(handedOn).toEqual([]);
    wire.destroy();
  });

  it('is given up when the connection ends, and not sent after that', async () => {
    const { wire, socket } = start();
    const answer = wire.ask('NOOP');
    socket.destroy();
    await expect(answer).rejects.toMatchObject({ code: 'ECONNECTION' });
    await expect(wire.ask('NOOP')).rejects.toMatchObject({ code: 'ECONNECTION' });
    expect(socket.sent).toEqual(['NOOP\r\n']);
  });
});
