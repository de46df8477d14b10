import type { AccountEntryView } from '@congvu/contracts';
import { DateField } from '../../shared/fields/date-field.tsx';
import { TextField } from '../../shared/fields/text-field.tsx';
import { officeToday } from '../../shared/text/dates.ts';
import { Chip } from '../../shared/ui/marks.tsx';
import { Segments } from '../../shared/ui/tabs.tsx';
import { lastSignIn } from './waste.text.ts';

type Word = 'needed' | 'revoke' | 'keep';

export interface Answer {
  answer: Word;
  reason: string;
  until: string | null;
}

const WORDS: readonly { key: Word; label: string }[] = [
  { key: 'needed', label: 'Cần dùng' },
  { key: 'revoke', label: 'Thu hồi' },
  { key: 'keep', label: 'Giữ đến' },
];

const SAID: Record<Word, string> = { needed: 'Cần dùng', revoke: 'Thu hồi', keep: 'Giữ lại' };

/** The same rule as on the server, so that the button can say why it waits. */
export function faultOf(answer: Answer | undefined): 'missing' | 'keep' | undefined {
  if (answer === undefined) {
    return 'missing';
  }
  const ends = answer.until !== null && answer.until > officeToday();
  return answer.answer === 'keep' && (answer.reason.trim().length < 3 || !ends) ? 'keep' : undefined;
}

function KeepFields({
  answer,
  tried,
  onAnswer,
}: {
  answer: Answer;
  tried: boolean;
  onAnswer: (answer: Answer) => void;
}) {
  const late = answer.until !== null && answer.until <= officeToday();
  return (
    <div className="attest-keep">
      <TextField
        label="Lý do giữ"
        placeholder="Nghỉ thai sản, đi học, biệt phái"
        value={answer.reason}
        maxLength={300}
        error={tried && answer.reason.trim().length < 3 ? 'Chưa ghi lý do giữ.' : undefined}
        onChange={(reason) => onAnswer({ ...answer, reason })}
      />
      <DateField
        label="Giữ đến ngày"
        value={answer.until}
        error={
          late
            ? 'Ngày kết thúc phải sau hôm nay.'
            : tried && answer.until === null
              ? 'Chưa ghi ngày kết thúc.'
              : undefined
        }
        onChange={(until) => onAnswer({ ...answer, until })}
      />
    </div>
  );
}

interface AttestRowProps {
  account: AccountEntryView;
  answer: Answer | undefined;
  tried: boolean;
  /** What was said, where the row is only shown. */
  said?: Word | undefined;
  /** Missing where the row is only shown. */
  onAnswer: ((answer: Answer) => void) | undefined;
}

export function AttestRow({ account, answer, tried, said, onAnswer }: AttestRowProps) {
  return (
    <li>
      <div className="attest-who">
        <p>
          <b>{account.holderName}</b>
          {account.positionTitle === '' ? '' : `, ${account.positionTitle}`}
        </p>
        <small>
          <span className="num">{account.name}</span>. {account.wasteLabel === '' ? '' : `${account.wasteLabel}. `}
          {lastSignIn(account)}.
        </small>
      </div>
      {onAnswer === undefined ? (
        <Chip>{said === undefined ? account.stateLabel : SAID[said]}</Chip>
      ) : (
        <Segments<Word | ''>
          label={`Tài khoản của ${account.holderName}`}
          tabs={WORDS}
          active={answer?.answer ?? ''}
          onChange={(word) => word !== '' && onAnswer({ reason: '', until: null, ...answer, answer: word })}
        />
      )}
      {onAnswer !== undefined && answer?.answer === 'keep' && (
        <KeepFields answer={answer} tried={tried} onAnswer={onAnswer} />
      )}
    </li>
  );
}
