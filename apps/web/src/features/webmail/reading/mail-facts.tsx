import type { EmailView, MailDeliveryState, MailFinding, MailSignatureState, WebmailBox } from '@congvu/contracts';
import { Check } from 'lucide-react';
import { formatInstant, formatWhen } from '../../../shared/text/dates.ts';
import { type Fact, FactList, FactsSection } from '../../../shared/ui/facts.tsx';
import { keyed } from '../../../shared/ui/keyed.ts';
import { AppLink } from '../../../shared/ui/link.tsx';
import { Avatar, Chip, type Tone } from '../../../shared/ui/marks.tsx';
import { Timeline } from '../../../shared/ui/timeline.tsx';
import { verdictChip } from '../webmail.text.ts';
import { useMembers } from '../webmail-api.ts';
import { listedFiles, WITH_CARE } from './attachment-list.tsx';
import { Said } from './said.tsx';

interface MailFactsProps {
  box: WebmailBox;
  email: EmailView;
}

/** The sentence with name and unit stands above the letter. */
const SIGNATURE_WORD: Record<MailSignatureState, string> = {
  valid: 'Hợp lệ',
  invalid: 'Không hợp lệ',
  open: 'Chưa đủ căn cứ',
  partial: 'Chỉ ký một phần thư',
  encrypted: 'Thư mã hóa, không mở được tại đây',
};

const FIRST_TIME = 'FIRST_TIME';

function filesFact(email: EmailView): string {
  const shown = listedFiles(email);
  if (shown.length === 0) {
    return 'Không có';
  }
  const bad = shown.filter(({ av }) => av === 'infected' || av === 'refused').length;
  const waiting = shown.filter(({ av }) => av === 'pending').length;
  const careful = shown.some(({ av, avText }) => av === 'clean' && avText !== null);
  const words = [
    careful && WITH_CARE.toLowerCase(),
    bad > 0 && `${bad} bị khóa`,
    waiting > 0 && `${waiting} chờ quét mã độc`,
  ].filter(Boolean);
  return words.length === 0 ? `${shown.length} tệp, đã quét mã độc` : `${shown.length} tệp, ${words.join(', ')}`;
}

function linksFact({ guard }: EmailView): string {
  const links = guard?.links ?? [];
  const odd = links.filter(({ suspicious }) => suspicious);
  if (links.length === 0) {
    return 'Không có';
  }
  if (odd.length === 0) {
    return `${links.length}, không thấy dấu hiệu lạ`;
  }
  const hosts = [...new Set(odd.map(({ realHost }) => realHost))];
  const count = odd.length === links.length ? 'đáng ngờ' : `${odd.length} đáng ngờ`;
  return `${links.length}, ${count}: ${hosts.slice(0, 3).join(', ')}`;
}

/** Reasons stand in the banner; what else was found is here. */
function otherFindings({ guard }: EmailView): MailFinding[] {
  const told = new Set(guard?.reasons.slice(0, 2).map(({ code }) => code));
  return guard?.findings.filter(({ code }) => !told.has(code)) ?? [];
}

function checkedFacts(box: WebmailBox, email: EmailView): Fact[] {
  const first = email.guard?.findings.find(({ code }) => code === FIRST_TIME);
  return [
    ['Nơi gửi', email.auth?.text],
    ['Chữ ký số', email.signature === null ? null : SIGNATURE_WORD[email.signature.state]],
    ['Lần trước', first?.text],
    ['Tệp kèm', filesFact(email)],
    ['Liên kết', linksFact(email)],
    // An alias or a list of ours; the address of the box itself stands above the list.
    ['Gửi tới', email.originalAddress === box.address ? null : email.originalAddress],
  ];
}

function Checked({ box, email }: MailFactsProps) {
  const chip = verdictChip(email.verdict);
  const others = otherFindings(email).filter(({ code }) => code !== FIRST_TIME);
  return (
    <section className="facts-section">
      <div className="facts-state">
        <h2>Đã kiểm tra</h2>
        {email.guard === null ? <Chip>Thư của cơ quan</Chip> : <Chip tone={chip.tone}>{chip.label}</Chip>}
      </div>
      <FactList facts={checkedFacts(box, email)} />
      {others.length > 0 && (
        <details className="mail-details">
          <summary>Xem {others.length} điều khác đã thấy</summary>
          <ul>
            {keyed(others, ({ code }) => code).map(({ key, item }) => (
              <li key={key}>
                <Said text={item.text} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const DELIVERY_TONE: Record<MailDeliveryState, Tone> = {
  waiting: 'neutral',
  sending: 'neutral',
  delayed: 'amber',
  delivered: 'green',
  failed: 'red',
  cancelled: 'neutral',
};

/** What became of a mail that was sent, for each receiver. */
function Delivery({ email }: { email: EmailView }) {
  const { submission } = email;
  if (submission === null) {
    return null;
  }
  return (
    <FactsSection title={`Nơi nhận: ${submission.summary}`}>
      <ul className="mail-delivery">
        {submission.recipients.map((line) => (
          <li key={`${line.kind} ${line.address}`}>
            <span>
              {line.name === '' ? line.address : line.name}
              <small className="num">{line.name === '' ? '' : line.address}</small>
              {line.reply !== null && line.state !== 'delivered' && <small className="soon">{line.reply}</small>}
            </span>
            <span>
              <Chip tone={DELIVERY_TONE[line.state]}>{line.stateLabel}</Chip>
              {line.at !== null && (
                <time dateTime={line.at} title={formatInstant(line.at)}>
                  {formatWhen(line.at)}
                </time>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet">Người gửi: {submission.sentBy}</p>
    </FactsSection>
  );
}

const WHEN_REPORTED = [
  'Cán bộ an toàn thông tin xem và kết luận',
  'Kết luận là giả mạo thì thư rời mọi hộp thư đã nhận',
  'Người báo nhận được kết quả',
];

function WhenReported({ email }: { email: EmailView }) {
  if (email.verdict === 'ordinary' || email.abilities['webmail.report'] !== true) {
    return null;
  }
  return (
    <FactsSection title="Khi báo thư giả mạo">
      <ul className="mail-checks">
        {WHEN_REPORTED.map((text) => (
          <li key={text}>
            <Check className="icon icon-16 is-done" aria-hidden />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </FactsSection>
  );
}

function History({ email }: { email: EmailView }) {
  if (email.history.length === 0) {
    return null;
  }
  const movements = email.history.map(({ at, who, kind, text }) => ({ at, kind, actorName: who, text }));
  return (
    <FactsSection title="Diễn biến">
      <Timeline movements={movements} />
    </FactsSection>
  );
}

function Team({ box }: { box: WebmailBox }) {
  const members = useMembers(box.id, box.relation === 'member');
  const people = members.data?.items ?? [];
  if (people.length === 0) {
    return null;
  }
  return (
    <FactsSection title="Cùng dùng hộp thư này">
      <p className="mail-team">
        {people.slice(0, 6).map(({ personId, name, title }) => (
          <span key={personId} title={title === '' ? name : `${name}, ${title}`}>
            <Avatar name={name} small />
            <span className="visually-hidden">{name}</span>
          </span>
        ))}
        <span className="quiet">Mọi việc làm đều ghi tên</span>
      </p>
    </FactsSection>
  );
}

/** Verdict, what happens when it is reported, who did what, with whom the box is shared. */
export function MailFacts({ box, email }: MailFactsProps) {
  return (
    <>
      {email.submission === null && <Checked box={box} email={email} />}
      <Delivery email={email} />
      {email.registered !== null && (
        <FactsSection title="Sổ văn bản đến">
          <AppLink href={email.registered.link}>{email.registered.text}</AppLink>
        </FactsSection>
      )}
      <WhenReported email={email} />
      <History email={email} />
      <Team box={box} />
    </>
  );
}
