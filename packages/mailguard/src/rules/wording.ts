import { type Facts, hasAny } from '../facts.ts';
import { isWithin, isWithinAny } from '../hosts/host.ts';
import type { Sign } from '../score/weights.ts';
import { asWritten } from '../words/fold.ts';
import type { Topic } from '../words/topics.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';

const TOPICS: readonly Topic[] = [
  'credential',
  'threat',
  'mailbox',
  'signin',
  'urgency',
  'delivery',
  'billing',
  'callback',
  'prize',
  'crypto',
  'advance',
  'extortion',
  'document',
  'errand',
  'tax',
  'offer',
  'greeting',
  'state',
  'opening',
  'install',
  'contact',
];
/** Topics that are hardly ever the subject of an ordinary letter. */
const TELLING: readonly Topic[] = [
  'credential',
  'mailbox',
  'threat',
  'signin',
  'crypto',
  'extortion',
  'advance',
  'prize',
  'delivery',
  'tax',
  'callback',
  'billing',
  'document',
  'offer',
  'errand',
  'install',
];
const PHONE =
  /(?:\+?1[\s.()-]{0,3})?\(?\b8(?:00|33|44|55|66|77|88|0[2-9])\)?[\s.()-]{1,3}\d{3}[\s.()-]{0,3}\d{4}\b|\+1[\s.()-]{0,3}\d{3}[\s.()-]{1,3}\d{3}[\s.()-]{0,3}\d{4}/;
const AMOUNT = /[$€£]\s?\d{2,4}(?:[.,]\d{2})?|\d{2,4}\.\d{2}\s?(?:usd|eur|gbp)/i;
const NAMES: Readonly<Partial<Record<Topic, string>>> = {
  mailbox: 'hộp thư đầy, mật khẩu hết hạn hay thư bị giữ',
  credential: 'xác minh tài khoản hay mật khẩu',
  threat: 'tài khoản sắp bị khóa hay bị xâm nhập',
  signin: 'đăng nhập lạ',
  delivery: 'bưu kiện chờ nhận hay nộp phí',
  billing: 'thanh toán, hóa đơn hay hoàn tiền',
  callback: 'gọi một số điện thoại để hủy giao dịch',
  prize: 'phần thưởng, quà tặng',
  crypto: 'tiền mã hóa, ví điện tử',
  advance: 'một khoản tiền lớn cho không hay khoản vay',
  extortion: 'tống tiền bằng hình ảnh riêng tư',
  document: 'tài liệu, tin thoại chờ mở',
  errand: 'việc gấp về tiền, thẻ cào hay tài khoản nhận tiền',
  install: 'cài phần mềm, bật macro hay mở tệp có mật khẩu',
  tax: 'hoàn thuế, nộp thuế',
  offer: 'lời chào mời',
};

function conjunctions({ topics }: Facts): Sign[] {
  const asks = hasAny(topics, ['credential', 'mailbox']);
  const rules: [boolean, Sign][] = [
    [topics.has('credential') && topics.has('urgency'), 'credential_and_urgency'],
    [topics.has('credential') && hasAny(topics, ['threat', 'signin']), 'credential_and_threat'],
    [topics.has('mailbox') && topics.has('credential'), 'mailbox_and_credential'],
    [asks && topics.has('threat') && !topics.has('credential'), 'mailbox_and_credential'],
    [(topics.get('advance')?.count ?? 0) >= 3, 'money_repeated'],
    [(topics.get('extortion')?.count ?? 0) >= 2, 'extortion_repeated'],
    [(topics.get('errand')?.count ?? 0) >= 2, 'errand_repeated'],
  ];
  return rules.filter(([isSeen]) => isSeen).map(([, sign]) => sign);
}

function credUrgent({ topics, isOwnSender, fromDomain, foreign, written }: Facts): Seen[] {
  const [asked, pressed] = [
    topics.get('credential') ?? topics.get('mailbox'),
    topics.get('urgency') ?? topics.get('threat'),
  ];
  if (
    asked === undefined ||
    pressed === undefined ||
    ((isOwnSender || isWithin(fromDomain, 'gov.vn')) && foreign.length === 0)
  ) {
    return [];
  }
  const text = `Thư thúc ép "${quote(asWritten(written, pressed.span))}" và đòi "${quote(asWritten(written, asked.span))}".`;
  return [{ finding: finding('CRED_URGENT', 'strong', text, asked.span) }];
}

function lure({ topics, subjectTopics, written }: Facts): Seen[] {
  const told = TELLING.find((topic) => topics.has(topic));
  if (told === undefined) {
    return [];
  }
  const span = asWritten(written, (subjectTopics.get(told) ?? topics.get(told))?.span ?? '');
  return [
    {
      finding: finding(
        'LURE',
        'note',
        `Thư nói về ${NAMES[told] ?? told} ("${quote(span)}"), kiểu thường gặp ở thư lừa đảo.`,
        span,
      ),
    },
  ];
}

/** Words: what the mail speaks of, how it presses, how it hides its words from a filter. */
export const wording: Rule = (facts) => {
  const { topics, subjectTopics, hiddenWord } = facts;
  const seen: Seen[] = TOPICS.filter((topic) => (topics.get(topic)?.count ?? 0) >= (topic === 'advance' ? 2 : 1)).map(
    (sign) => ({ sign }),
  );
  seen.push(...conjunctions(facts).map((sign) => ({ sign })));
  if (hasAny(subjectTopics, TELLING)) {
    seen.push({ sign: 'topic_in_subject' });
  }
  seen.push(...credUrgent(facts), ...lure(facts));
  if (hiddenWord !== undefined) {
    seen.push({
      sign: 'obfuscated',
      finding: finding(
        'OBFUSCATED',
        'strong',
        `Chữ "${quote(hiddenWord)}" được viết lắt léo (ký tự giống hình, ký tự ẩn hay chữ rời) để qua mặt bộ lọc.`,
        hiddenWord,
      ),
    });
  }
  return seen;
};

/** Services that carry the words of whoever has an account there: an invoice, a request for money, a form, a signature. */
const CARRIERS = [
  'paypal.com',
  'intuit.com',
  'stripe.com',
  'squareup.com',
  'xero.com',
  'docusign.net',
  'docusign.com',
  'dropbox.com',
  'hellosign.com',
  'adobesign.com',
  'google.com',
  'zoom.us',
  'canva.com',
];

/** The number is to undo what nobody ordered; whoever sends a true invoice through such a service only says how he is reached. */
const TO_UNDO =
  / (?:did not|didn t|have not|haven t|never|not) (?:[^ ]+ ){0,3}(?:authori[sz]ed?|ma[dk]e|placed?|recogni[sz]e|approved?|requested?|ordered|order)(?: [^ ]+){0,12} (?:call|dial|phone|contact|reach)(?= )| (?:cancel|dispute|refund|cancellation)(?: [^ ]+){0,10} (?:call|dial|phone)(?= )| (?:call|dial|phone)(?: [^ ]+){0,16} (?:cancel|dispute|refund|cancellation)(?= )/;

/** An invoice nobody ordered and a number to call; through a true service it is still the forger who answers. */
export const callback: Rule = ({ mail, view, topics, body, fromFree, fromDomain }) => {
  const text = `${mail.subject}\n${view.text === '' ? mail.text : view.text}`.slice(0, 20_000);
  const number = PHONE.exec(text)?.[0];
  if (number === undefined || !hasAny(topics, ['callback', 'billing'])) {
    return [];
  }
  const isTold = topics.has('callback') && (AMOUNT.test(text) || topics.has('billing') || fromFree);
  return isTold
    ? [
        {
          sign: 'callback_number',
          finding: finding('CALLBACK', 'strong', `Thư báo một khoản tiền và giục gọi số ${quote(number)}.`, number),
        },
        ...(TO_UNDO.test(body) && isWithinAny(fromDomain, CARRIERS)
          ? [
              {
                sign: 'service_callback' as const,
                finding: finding(
                  'CALLBACK',
                  'strong',
                  `Dịch vụ ${quote(fromDomain)} là thật, nhưng lời nhắn bảo gọi số ${quote(number)} do người lạ viết vào: không gọi.`,
                  number,
                ),
              },
            ]
          : []),
      ]
    : [];
};
