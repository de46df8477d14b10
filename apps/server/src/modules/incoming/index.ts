export { receiveLetter } from './commands/receive-letter.ts';
export type { IncomingPorts, ReceivedFacts, ReceivedLetter, ReportedStatus, StatusReport } from './ports.ts';
