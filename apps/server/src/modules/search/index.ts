export { put, remove, type SearchEntry, type SearchHit, searchEntries } from './search.store.ts';
