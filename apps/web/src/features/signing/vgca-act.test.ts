import type { ExternalSigning } from '@congvu/contracts';
import type { VgcaSocket } from '@congvu/pki/vgca';
import { describe, expect, it } from 'vitest';
import { findVgca, signWithVgca } from './vgca-act.ts';

/** A service that answers each call with the next of `replies`; undefined: nobody listens. */
function service(replies: (string | undefined)[]) {
  const asked: { url: string; text: string }[] = [];
  const connect = (url: string): VgcaSocket => {
    const listeners = new Map<string, (event: object) => void>();
    const reply = replies.shift();
    queueMicrotask(() => listeners.get(reply === undefined ? 'error' : 'open')?.({}));
    return {
      addEventListener: (type, listener) => listeners.set(type, listener),
      send: (text) => {
        asked.push({ url, text });
        queueMicrotask(() => listeners.get('message')?.({ data: reply }));
      },
      close: () => undefined,
    };
  };
  return { connect, asked };
}

function signing(ids: string[], operation: ExternalSigning['operation'] = 'SignApproved'): ExternalSigning {
  return {
    batchId: 'b',
    operation,
    expiresAt: '2021-03-22T05:00:00Z',
    items: ids.map((documentId) => ({
      documentId,
      title: documentId,
      fileName: 'a.pdf',
      downloadUrl: `https://office.test/get/${documentId}`,
      uploadUrl: `https://office.test/put/${documentId}`,
      documentNumber: '367/KH-UBND',
      issuedOn: '2021-03-22',
    })),
  };
}

async function run(ids: string[], replies: string[], parts: Partial<Parameters<typeof signWithVgca>[0]> = {}) {
  const { connect, asked } = service(replies);
  let returned = 0;
  const failures = await signWithVgca({
    connect,
    signing: signing(ids),
    onItem: () => undefined,
    onReturned: async () => {
      returned += 1;
    },
    signal: new AbortController().signal,
    ...parts,
  });
  return { asked, failures, returned };
}

describe('the VGCA service', () => {
  it('is offered only where it answers', async () => {
    expect(await findVgca(service(['1.0.5']))).toBe(true);
    expect(await findVgca(service([undefined]))).toBe(false);
  });

  it('gets one file after the other, each with its own addresses', async () => {
    const { asked, failures, returned } = await run(['one', 'two'], ['{"Status":0}', '{"Status":"0"}']);
    expect(asked.map(({ url }) => url.split('/').at(-1))).toEqual(['SignApproved', 'SignApproved']);
    expect(JSON.parse(asked[1]?.text ?? '')).toMatchObject({
      FileName: 'https://office.test/get/two',
      FileUploadHandler: 'https://office.test/put/two',
    });
    expect([failures, returned]).toEqual([[], 2]);
  });

  it('of the clerk also number and date', async () => {
    const { asked } = await run(['one'], ['{"Status":0}'], { signing: signing(['one'], 'SignIssued') });
    expect(JSON.parse(asked[0]?.text ?? '')).toMatchObject({ DocNumber: '367/KH-UBND', IssuedDate: '2021-03-22' });
  });

  it('asks no further after a refusal', async () => {
    const refused = await run(
      ['one', 'two', 'three'],
      ['{"Status":0}', '{"Status":1,"Message":"Hủy"}', '{"Status":0}'],
    );
    expect(refused.asked).toHaveLength(2);
    expect(refused.failures.map(({ documentId }) => documentId)).toEqual(['two']);
  });
});
