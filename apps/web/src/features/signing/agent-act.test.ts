import type { RelayedSignatures, SigningRelay } from '@congvu/contracts';
import type { ActOutcome } from '@congvu/pki/agent';
import { describe, expect, it } from 'vitest';
import { signWithAgent } from './agent-act.ts';

function relay(ids: string[]): SigningRelay {
  return {
    batchId: 'b',
    certificateSha256: 'aa',
    algorithm: 'RSA-PKCS1-SHA256',
    consent: { who: 'Vũ Xuân Thịnh', reason: '' },
    items: ids.map((documentId) => ({
      documentId,
      title: documentId,
      digest: '',
      attrs: '',
      contentUrl: `https://van-phong.example/api/signing/content/${documentId}`,
    })),
    expiresAt: '2021-03-22T05:00:00Z',
  };
}

async function run(ids: string[], outcome: ActOutcome) {
  const delivered: RelayedSignatures[] = [];
  const asked: string[] = [];
  const failures = await signWithAgent({
    agent: {
      sign: async ({ items }) => {
        asked.push(...items.map(({ contentUrl }) => contentUrl));
        return outcome;
      },
    },
    relay: relay(ids),
    deliver: async (body) => delivered.push(body),
    onProgress: () => undefined,
    openPage: () => undefined,
    signal: new AbortController().signal,
  });
  return { asked, delivered, failures };
}

describe('what the signing program brings back', () => {
  it('is delivered in portions, all of it, each signature once', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `d${index}`);
    const { delivered, failures } = await run(ids, {
      signatures: ids.map((documentId) => ({ documentId, signature: 'AA==' })),
      problems: [],
    });
    const sent = delivered.flatMap((body) => ('signatures' in body ? body.signatures : []));
    expect(sent.map(({ documentId }) => documentId)).toEqual(ids);
    expect(delivered).toHaveLength(3);
    expect(failures).toEqual([]);
  });

  it('is asked for with content from the address this page was opened with', async () => {
    const { asked } = await run(['one'], { signatures: [], problems: [] });
    expect(asked).toEqual([`${window.location.origin}/api/signing/content/one`]);
  });

  it('keeps what was signed before the token was pulled out, and tells the rest apart', async () => {
    const { delivered, failures } = await run(['one', 'two'], {
      signatures: [{ documentId: 'one', signature: 'AA==' }],
      problems: [{ documentId: 'two', code: 'signer.token_removed', message: 'Thiết bị bị rút ra.' }],
    });
    expect(delivered).toEqual([{ signatures: [{ documentId: 'one', signature: 'AA==' }] }]);
    expect(failures).toEqual([
      {
        documentId: 'two',
        code: 'signer.token_removed',
        message: 'Thiết bị bị rút ra.',
        result: 'failed',
        numberSymbol: null,
      },
    ]);
  });

  it('tells the office of a refusal, and every document why', async () => {
    const { delivered, failures } = await run(['one', 'two'], {
      failed: 'pinLocked',
      code: 'signer.pin_locked',
      message: 'Thiết bị đã khóa.',
      problems: [{ documentId: 'two', code: 'signer.content_mismatch', message: 'Nội dung không khớp.' }],
    });
    expect(delivered).toEqual([{ failed: 'pinLocked' }]);
    expect(new Map(failures.map(({ documentId, code }) => [documentId, code]))).toEqual(
      new Map([
        ['one', 'signer.pin_locked'],
        ['two', 'signer.content_mismatch'],
      ]),
    );
  });

  it('keeps the signatures of one document together, each with its name, and tells of a document once', async () => {
    const signatures = Array.from({ length: 60 }, (_, index) => [
      { documentId: `d${index}`, signature: 'AA==' },
      { documentId: `d${index}`, itemId: `a${index}`, signature: 'BB==' },
    ]).flat();
    const problem = { documentId: 'other', code: 'signer.device', message: 'Thiết bị báo lỗi.' };
    const { delivered, failures } = await run(['d0'], { signatures, problems: [problem, { ...problem, itemId: 'a' }] });
    const portions = delivered.flatMap((body) => ('signatures' in body ? [body.signatures] : []));
    expect(portions.flat()).toEqual(signatures);
    expect(portions.every((portion) => portion.length % 2 === 0)).toBe(true);
    expect(portions.length).toBeGreaterThan(1);
    expect(failures.map(({ documentId }) => documentId)).toEqual(['other']);
  });
});
