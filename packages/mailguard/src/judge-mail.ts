import { type FactLink, type Facts, gatherFacts } from './facts.ts';
import { readQrCodes } from './qr/read-qr-codes.ts';
import { type InnerMail, readInnerMails } from './read/inner-mails.ts';
import { readMail } from './read/read-mail.ts';
import { acts } from './rules/acts.ts';
import { files, passwordForm, scriptInMail } from './rules/attachments.ts';
import { bare } from './rules/bare.ts';
import { campaign } from './rules/campaign.ts';
import { claims } from './rules/claims.ts';
import { favour } from './rules/favour.ts';
import { formAsFile, madeUpTarget } from './rules/forms.ts';
import { impersonate } from './rules/impersonate.ts';
import { knownSender } from './rules/known.ts';
import { wordingLike } from './rules/likeness.ts';
import { linkLies, lookAlikeLinks } from './rules/link-lies.ts';
import { hostedLure, linkKinds, lureLinks } from './rules/links.ts';
import { freeOffice, officeName } from './rules/office.ts';
import { qrHosts } from './rules/qr.ts';
import { finding, quote, type Rule, type Seen } from './rules/rule.ts';
import {
  acquaintance,
  authFail,
  brandName,
  forgedOwn,
  lookAlikeSender,
  oddName,
  replyTo,
  senderHost,
} from './rules/sender.ts';
import { shares } from './rules/shares.ts';
import { isStranger, senderKind } from './rules/standing.ts';
import { stories } from './rules/stories.ts';
import { stranger } from './rules/stranger.ts';
import { linkFacts, strangerFiles } from './rules/stranger-links.ts';
import { threadElsewhere } from './rules/threads.ts';
import { together } from './rules/together.ts';
import { traits } from './rules/traits.ts';
import { callback, wording } from './rules/wording.ts';
import { fingerprintOf } from './score/fingerprint.ts';
import { keepBack, WARNED } from './score/keep-back.ts';
import { scoreOf, THRESHOLDS } from './score/score.ts';
import { type SenderKind, type Sign, weightOf } from './score/weights.ts';
import type {
  Finding,
  FindingCode,
  GuardContext,
  InspectOptions,
  JudgedLink,
  MailInput,
  MailVerdict,
  QrCode,
  ReadMail,
} from './types.ts';

const RULES: readonly Rule[] = [
  forgedOwn,
  lookAlikeSender,
  linkLies,
  lookAlikeLinks,
  impersonate,
  passwordForm,
  files,
  scriptInMail,
  wording,
  callback,
  brandName,
  oddName,
  replyTo,
  freeOffice,
  officeName,
  senderHost,
  authFail,
  linkKinds,
  lureLinks,
  hostedLure,
  qrHosts,
  acquaintance,
  stranger,
  acts,
  claims,
  linkFacts,
  strangerFiles,
  bare,
  shares,
  stories,
  threadElsewhere,
  formAsFile,
  madeUpTarget,
  knownSender,
  wordingLike,
  favour,
  traits,
];

const LEVELS = { block: 2, strong: 1, note: 0 } as const;
/** Said in the end, as they are true of most mail from outside. */
const FAINT = new Set(['EXTERNAL', 'FIRST_TIME']);
/** A sure finding. */
const SURE = 0.97;
const MOST_REASONS = 3;

function orderOf({ finding }: Seen): number {
  return finding === undefined ? -1 : LEVELS[finding.level] + (FAINT.has(finding.code) ? -0.5 : 0);
}

/** The gravest first, each sentence once. */
function findingsOf(seen: readonly Seen[], kind: SenderKind): Finding[] {
  const weigh = ({ sign, weight }: Seen): number => weight ?? (sign === undefined ? 0 : weightOf(sign, kind));
  const sorted = seen.toSorted((left, right) => orderOf(right) - orderOf(left) || weigh(right) - weigh(left));
  const texts = new Set<string>();
  return sorted.flatMap(({ finding }) => {
    if (finding === undefined || texts.has(finding.text)) {
      return [];
    }
    texts.add(finding.text);
    return [finding];
  });
}

function judgeLink({ shown, address, host, realHost }: FactLink, findings: readonly Finding[]): JudgedLink {
  const why = findings.find(
    ({ span, text }) =>
      span !== undefined &&
      span !== '' &&
      (span === realHost || span === host || span === shown) &&
      text.includes(realHost),
  );
  const link = { shown, url: address, host, realHost };
  return why === undefined ? { ...link, suspicious: false } : { ...link, suspicious: true, why: why.text };
}

function verdictOf(score: number): MailVerdict['verdict'] {
  if (score >= THRESHOLDS.phishing) {
    return 'phishing';
  }
  return score >= THRESHOLDS.suspicious ? 'suspicious' : 'ordinary';
}

/** What an account is trusted for, which is nothing once it asks for what its owner would not ask. */
const TRUST: ReadonlySet<Sign> = new Set(['trusted', 'vouched', 'inside', 'acquainted', 'namesake']);
const TAKEN: ReadonlySet<Sign> = new Set([
  'known_secret',
  'known_money',
  'known_bait',
  'known_vague',
  'known_page',
  'known_file_page',
  'known_hushed',
  'known_form',
  'known_madeup',
  // What an account of a true service says is not what the service says.
  'service_callback',
]);

/** What no honest letter of such a sender asks: one of these is enough to warn, whatever else the letter says. */
const ENOUGH: ReadonlySet<Sign> = new Set([
  'act_cards',
  'secret_channel',
  'pay_person',
  'windfall',
  'ransom',
  'hushed_errand',
  'thread_elsewhere',
  'known_money',
  'known_to_him',
  'service_callback',
  'known_hushed',
  'known_file_page',
]);
/** Each sign once, with what it counts. */
function signsIn(seen: readonly Seen[], kind: SenderKind): Map<Sign, number> {
  const signs = new Map(
    seen.flatMap(({ sign, weight }): [Sign, number][] =>
      sign === undefined ? [] : [[sign, weight ?? weightOf(sign, kind)]],
    ),
  );
  const isTaken = [...signs.keys()].some((sign) => TAKEN.has(sign));
  return isTaken ? new Map([...signs].filter(([sign]) => !TRUST.has(sign))) : signs;
}

/** At least so many reasons are told of a mail that is warned of. */
const FEWEST_REASONS = 2;

/** Little is told where many small things make the score: then they are told too, the weightiest first, before what is true of most mail. */
function withAsides(told: readonly Finding[], seen: readonly Seen[]): Finding[] {
  const [plain, faint] = [told.filter(({ code }) => !FAINT.has(code)), told.filter(({ code }) => FAINT.has(code))];
  const asides = seen
    .filter(({ aside }) => aside !== undefined)
    .toSorted((left, right) => (right.weight ?? 0) - (left.weight ?? 0))
    .flatMap(({ aside }) => aside ?? [])
    .slice(0, Math.max(0, FEWEST_REASONS - plain.length));
  return [...plain, ...asides, ...faint];
}

function conclude(facts: Facts, seen: readonly Seen[], fingerprint: string): MailVerdict {
  const kind = senderKind(facts);
  const told = findingsOf(seen, kind);
  const signs = signsIn(seen, kind);
  const summed = scoreOf([...signs], { kind, isForeign: facts.isForeign });
  // An agency that collects for its people names an account too.
  const isAgency = kind === 'stranger' && signs.has('trusted');
  const isEnough = !isAgency && [...signs.keys()].some((sign) => ENOUGH.has(sign));
  const weighed = isEnough ? Math.max(WARNED, summed) : summed;
  const isSure = seen.some(({ finding: said, isOfKind }) => said?.level === 'block' && isOfKind !== true);
  const score = isSure ? Math.max(SURE, weighed) : weighed;
  const file = seen.find(({ finding: said, isOfKind }) => said?.level === 'block' && isOfKind === true)?.finding;
  const findings = verdictOf(score) === 'ordinary' ? told : withAsides(told, seen);
  const verdict: MailVerdict = {
    verdict: verdictOf(score),
    score: Number(score.toFixed(4)),
    findings,
    reasons: findings.slice(0, MOST_REASONS).map(({ code, text }) => ({ code, text })),
    links: facts.links.filter(({ file }) => file === undefined).map((link) => judgeLink(link, findings)),
    fingerprint,
  };
  return file === undefined ? verdict : keepBack(verdict, file);
}

/** What a sure finding inside an attached mail counts in the letter of a stranger; of others it may be a report. */
const GRAVE_INSIDE: ReadonlySet<FindingCode> = new Set([
  'BAD_FILE',
  'PASSWORD_FORM',
  'SMUGGLING',
  'LINK_LIES',
  'LOOKALIKE',
  'CAMPAIGN',
]);

/**
 * Attached mails are judged like letters of their own. Whoever is known sends them as a report and is believed; from a stranger they
 * count as his words.
 */
function insideOf(facts: Facts, inside: readonly InnerMail[]): Seen[] {
  const { auth: _ofOuter, ...context } = facts.context;
  const isNew = isStranger(facts);
  return inside.flatMap(({ file, mail }): Seen[] => {
    const { verdict, findings, held } = judgeMail(mail, context);
    const [first] = findings;
    if (verdict === 'ordinary' || first === undefined) {
      return [];
    }
    const isOfKind = held !== undefined && verdictOf(held.letterScore) === 'ordinary';
    const level =
      isNew && first.level === 'block' && GRAVE_INSIDE.has(first.code) ? 'block' : isNew ? 'strong' : 'note';
    const said = finding(first.code, level, `Trong thư đính kèm "${quote(file)}": ${first.text}`, first.span);
    return [isNew && !isOfKind ? { sign: 'lure_inside', finding: said } : { finding: said, isOfKind }];
  });
}

function inspectFacts(facts: Facts): { seen: Seen[]; fingerprint: string } {
  const fingerprint = fingerprintOf(`${facts.subject}${facts.body}`);
  const seen = RULES.flatMap((rule) => rule(facts));
  return {
    seen: [...seen, ...together(facts, seen), ...campaign(facts, fingerprint)],
    fingerprint,
  };
}

/**
 * Judges a mail that was read, at once; `qrCodes` are those of {@link readQrCodes}, `inside` the mails attached to it.
 * @example judgeMail(await readMail(bytes), context).verdict // 'ordinary'
 */
export function judgeMail(
  mail: ReadMail,
  context: GuardContext,
  qrCodes: readonly QrCode[] = [],
  inside: readonly InnerMail[] = [],
): MailVerdict {
  const facts = gatherFacts(mail, context, qrCodes);
  const { seen, fingerprint } = inspectFacts(facts);
  return conclude(facts, [...seen, ...insideOf(facts, inside)], fingerprint);
}

/**
 * The signs of a mail that its score is made of, for figures by rule: `[sign, weight]`.
 * @example signsOf(mail, context).map(([sign]) => sign) // ['credential', 'urgency']
 */
export function signsOf(mail: ReadMail, context: GuardContext, qrCodes: readonly QrCode[] = []): [Sign, number][] {
  const facts = gatherFacts(mail, context, qrCodes);
  return [...signsIn(inspectFacts(facts).seen, senderKind(facts))];
}

/**
 * Reads and judges a mail: verdict, score, findings in Vietnamese with the actual values. Pictures and PDFs are searched for QR codes
 * with `withImages`.
 * @throws MailGuardError for a mail beyond {@link MAIL_LIMITS}
 * @example (await inspectMail({ raw: bytes }, { ownDomains: ['laichau.gov.vn'], protectedNames: [], people: [], at: new Date() })).verdict
 */
export async function inspectMail(
  input: MailInput,
  context: GuardContext,
  options: InspectOptions = {},
): Promise<MailVerdict> {
  const mail = 'mail' in input ? input.mail : await readMail(input.raw);
  const inside = await readInnerMails(mail);
  return judgeMail(mail, context, options.withImages === true ? await readQrCodes(mail) : [], inside);
}
