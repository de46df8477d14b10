export { SAMPLE_LETTER, type SampleLetter, sampleLetter, sampleSealer, sampleStatus } from './sample-letter.ts';
export { sampleDelivery, sampleMessage, sampleReceivedRecord, sampleSentRecord } from './sample-record.ts';
