import type { RecordedMessage } from '@congvu/evidence';
import type { ExchangedMessage } from '#modules/interchange';
import type { Services } from '../../../platform/context.ts';

async function* readBytes(
  services: Pick<Services, 'blobs'>,
  message: Pick<ExchangedMessage, 'sha256' | 'content'>,
): AsyncGenerator<Uint8Array> {
  if (message.content !== null) {
    yield message.content;
    return;
  }
  for await (const piece of services.blobs.read(message.sha256)) {
    yield typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
  }
}

/** A message as the archive tells of it. Letters to many have their carriers in the deliveries, one a receiver. */
export function recordMessage(
  services: Pick<Services, 'blobs'>,
  message: ExchangedMessage,
  isDestroyed: boolean,
): RecordedMessage {
  const { id, direction, version, sha256, size, createdAt } = message;
  const isToMany = direction === 'sent' && message.kind === 'document';
  const party = isToMany ? undefined : message.parties[0];
  return {
    id,
    kind: message.kind === 'document' ? 'letter' : 'status',
    direction,
    version,
    at: createdAt.toISOString(),
    sentAt: direction === 'sent' ? (party?.at?.toISOString() ?? null) : null,
    carrier: party?.carrier ?? '',
    transportId: party?.transportId ?? '',
    counterpartCode: party?.code ?? '',
    size,
    sha256,
    content: isDestroyed ? null : () => readBytes(services, message),
  };
}

/** Letters first, then in the order of time; of messages that came twice with the same bytes the first one. */
export function inOrder(messages: readonly ExchangedMessage[], first?: string): ExchangedMessage[] {
  const rank = (message: ExchangedMessage): number => (message.id === first ? 0 : message.kind === 'document' ? 1 : 2);
  const sorted = [...messages].sort(
    (left, right) =>
      rank(left) - rank(right) || left.createdAt.getTime() - right.createdAt.getTime() || (left.id < right.id ? -1 : 1),
  );
  const seen = new Set<string>();
  return sorted.filter((message) => {
    const key = `${message.direction}|${message.sha256}`;
    const isRepeated = message.direction === 'received' && message.kind === 'document' && seen.has(key);
    seen.add(key);
    return !isRepeated;
  });
}
