import { Readable } from 'node:stream';
import type { ActingContext, Services } from '../../platform/context.ts';
import type { BookSource, ListedAgency, SyncCursor } from './book.ts';

/** How a letter of the agency would go to a receiver, in words (Vietnamese). */
export interface WayWords {
  carrier: string | null;
  text: string;
}

/** What the address book asks of the carriers above it. */
export interface AddressbookPorts {
  /** Connections whose axis has a list of agencies; one a list, however many agencies use it. */
  listSources(services: Services): Promise<BookSource[]>;
  /**
   * The lists of an axis in pieces. `since` null: everything (each row of each list once); otherwise what changed after it. Throws when
   * the axis fails on the way: nothing of an incomplete list is applied.
   */
  fetchAgencies(services: Services, sourceId: string, since: SyncCursor | null): AsyncIterable<ListedAgency[]>;
  /** For a page of the book: the way for each receiver, in order. */
  describeWays?(
    context: ActingContext,
    receivers: readonly { agencyId: string | null; code: string; name: string }[],
  ): Promise<WayWords[]>;
}

/** An installation without connections: the book is what is imported and what our own tree knows. */
export const NO_CONNECTIONS: AddressbookPorts = {
  listSources: async () => [],
  fetchAgencies: () => Readable.from([]),
};
