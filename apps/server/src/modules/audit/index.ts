export { record, recordAll } from './record.ts';
