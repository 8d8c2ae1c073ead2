export {
  expectedOfRecorded,
  outcomeOfRecorded,
  type RecordedCase,
  type RecordedOutcome,
} from './recorded-case.ts';
