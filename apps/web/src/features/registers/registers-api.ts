import type {
  IncomingRegisterFilter,
  IncomingRegisterPage,
  OutgoingRegisterPage,
  OutgoingRegisterQuery,
} from '@congvu/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getJson, type Query, withQuery } from '../../shared/api/client.ts';

export type Book = 'den' | 'di';

/** Filters of both books by the names of the contract; the address keeps them by Vietnamese words. */
export type BookFilter = Partial<Omit<IncomingRegisterFilter & OutgoingRegisterQuery, 'cursor' | 'limit' | 'series'>>;

const PATHS: Record<Book, { list: string; pdf: string; xlsx: string }> = {
  den: { list: '/api/incoming/book', pdf: '/api/incoming/book.pdf', xlsx: '/api/incoming/book.xlsx' },
  di: {
    list: '/api/outgoing/register',
    pdf: '/api/outgoing/register/print.pdf',
    xlsx: '/api/outgoing/register/export.xlsx',
  },
};

const WORDS: Record<keyof BookFilter, string> = {
  year: 'nam',
  fromNumber: 'tuso',
  toNumber: 'denso',
  from: 'tu',
  to: 'den',
  documentType: 'loai',
  issuer: 'tacgia',
  unit: 'donvi',
  signatory: 'nguoiky',
  q: 'q',
};

export function readFilter(params: URLSearchParams): BookFilter {
  const found = Object.entries(WORDS).flatMap(([name, word]) => {
    const value = params.get(word);
    return value === null || value === '' ? [] : [[name, value]];
  });
  return Object.fromEntries(found) as BookFilter; // the server parses numbers and dates by the contract
}

export function writeFilter(filter: BookFilter): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(WORDS).map(([name, word]) => {
      const value = filter[name as keyof BookFilter]; // the keys of WORDS are those of BookFilter
      return [word, value === undefined ? undefined : String(value)];
    }),
  );
}

function usePages<P extends { nextCursor: string | null }>(book: Book, filter: BookFilter, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['registers', book, filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<P>(PATHS[book].list, { ...filter, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useIncomingBook(filter: BookFilter, enabled: boolean) {
  return usePages<IncomingRegisterPage>('den', filter, enabled);
}

export function useOutgoingBook(filter: BookFilter, enabled: boolean) {
  return usePages<OutgoingRegisterPage>('di', filter, enabled);
}

export function printUrl(book: Book, query: Query): string {
  return withQuery(PATHS[book].pdf, query);
}

export function exportUrl(book: Book, query: Query): string {
  return withQuery(PATHS[book].xlsx, query);
}
