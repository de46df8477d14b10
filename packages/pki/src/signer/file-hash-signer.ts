import { createHash, randomUUID } from 'node:crypto';
import { algorithmsOf } from '../algorithms.ts';
import { PkiError } from '../errors.ts';
import { type Pkcs12Content, readPkcs12 } from '../pkcs12/read.ts';
import { signWithKey } from '../x509/issue.ts';
import type { HashSigner, SigningAnswer, SigningIdentity, SigningItem } from './hash-signer.ts';
import { ownerOf } from './owner.ts';

export interface FileKey {
  /** PKCS#12 bytes. */
  p12: Uint8Array;
  /** The PIN, or how to ask for it; asked once, when the key is first needed. */
  pin: string | (() => Promise<string>);
}

function identityOf(content: Pkcs12Content): SigningIdentity {
  const { certificate, chain, privateKey } = content;
  const id = createHash('sha256').update(certificate).digest('hex');
  return { id, kind: 'file-test', certificate, chain, algs: algorithmsOf(privateKey), owner: ownerOf(certificate) };
}

/** A device that signs attributes must see that the hash is theirs. */
function assertHash(item: SigningItem): void {
  if (Buffer.compare(createHash('sha256').update(item.attrs).digest(), item.toBeSigned) !== 0) {
    throw new PkiError('pki.attributes_mismatch', `Giá trị băm cần ký không khớp nội dung (${item.docId}).`);
  }
}

/**
 * A software key in a PKCS#12 file: demo and tests only; production refuses the kind `file-test` by configuration.
 * @throws PkiError from its methods: `pki.pin_wrong`, `pki.p12`
 * @example
 * const signer = fileHashSigner({ p12, pin: '123456' });
 * const [identity] = await signer.identities();
 */
export function fileHashSigner({ p12, pin }: FileKey): HashSigner {
  const answers = new Map<string, Uint8Array[]>();
  let opened: Promise<Pkcs12Content> | undefined;
  const open = (): Promise<Pkcs12Content> => {
    opened ??= (async () => readPkcs12(p12, typeof pin === 'string' ? pin : await pin()))();
    return opened;
  };
  return {
    async identities() {
      return [identityOf(await open())];
    },
    async begin({ identityId, items, algorithm }) {
      const content = await open();
      const identity = identityOf(content);
      if (identity.id !== identityId) {
        throw new PkiError('pki.unknown_identity', 'Không có khóa này trong tệp khóa.');
      }
      const chosen = algorithm ?? identity.algs[0];
      if (chosen === undefined || !identity.algs.includes(chosen)) {
        throw new PkiError('pki.algorithm', `Khóa không ký được bằng ${algorithm ?? 'thuật toán nào'}.`);
      }
      items.forEach(assertHash);
      const ticket = { id: randomUUID(), identityId };
      answers.set(
        ticket.id,
        items.map(({ attrs }) => signWithKey(content.privateKey, chosen, attrs)),
      );
      return ticket;
    },
    async poll({ id }): Promise<SigningAnswer> {
      const signatures = answers.get(id);
      return signatures === undefined ? { failed: 'expired' } : { signatures };
    },
    async cancel({ id }) {
      answers.delete(id);
    },
  };
}
