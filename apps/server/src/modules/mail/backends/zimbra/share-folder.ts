import { childOf, childrenOf } from '../../../../platform/xml-tree.ts';
import { MailBackendError } from '../errors.ts';
import { isFault } from './fault.ts';
import type { ZimbraClient } from './soap-client.ts';
import { element } from './soap-message.ts';

/** The root of a mailbox, and everything below with it. */
const ROOT = '1';
/** Read, write, insert, delete, act on invitations; no administration, so that nobody passes it on. */
const RIGHTS = 'rwidx';

interface Grant {
  zid: string;
  address: string;
}

async function grantsOf(client: ZimbraClient, id: string): Promise<Grant[]> {
  const answer = await client.askAs(id, 'GetFolderRequest', { depth: '0' }, [element('folder', { l: ROOT }, '')]);
  return childrenOf(childOf(answer, 'folder', 'acl'), 'grant')
    .filter(({ attributes }) => attributes.gt === 'usr')
    .map(({ attributes }) => ({ zid: attributes.zid ?? '', address: (attributes.d ?? '').toLowerCase() }));
}

/**
 * Who opens the mailbox of a unit: exactly these people, by a share of the whole mailbox.
 * @throws MailBackendError PARTIAL when some of them have no mailbox at this Zimbra; the others are granted
 */
export async function shareWith(client: ZimbraClient, id: string, addresses: readonly string[]): Promise<void> {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()));
  const present = await grantsOf(client, id);
  for (const { zid } of present.filter(({ address }) => !wanted.has(address))) {
    await client.askAs(id, 'FolderActionRequest', {}, [element('action', { op: '!grant', id: ROOT, zid }, '')]);
  }
  const unknown: string[] = [];
  for (const address of wanted) {
    if (present.some((grant) => grant.address === address)) {
      continue;
    }
    const grant = element('grant', { gt: 'usr', d: address, perm: RIGHTS }, '');
    try {
      await client.askAs(id, 'FolderActionRequest', {}, [element('action', { op: 'grant', id: ROOT }, [grant])]);
    } catch (error) {
      if (!isFault(error, 'account.NO_SUCH_ACCOUNT')) {
        throw error;
      }
      unknown.push(address);
    }
  }
  if (unknown.length > 0) {
    throw new MailBackendError('PARTIAL', `Zimbra không có hộp thư của ${unknown.join(', ')} để chia sẻ.`);
  }
}
