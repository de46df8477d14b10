import type { SimulatedMessage, Simulator } from '@congvu/axis/simulator';
import type { TrainingRecall } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { actOn } from '../act.ts';
import type { Ground } from '../ground.ts';
import { printLetter } from '../letter-pdf.ts';
import { getLetter, writerOf } from '../letters.ts';
import { nextNumber } from '../outgoing-number.ts';
import type { OutsideAgency } from '../outside-agencies.ts';

type Kind = Exclude<TrainingRecall['way'], 'status'>;

const TITLES: Readonly<Record<Kind, string>> = {
  letter: 'V/v thu hồi văn bản số',
  update: 'V/v cập nhật văn bản số',
  replace: 'V/v thay thế văn bản số',
};

/** 13 goes to each receiver: each answers for itself. */
async function askByStatus(
  simulator: Simulator,
  from: string,
  letter: SimulatedMessage,
  reason: string,
): Promise<string> {
  let last = letter.docId;
  for (const { receiverDocId, agencyCode } of letter.deliveries) {
    if (agencyCode !== null) {
      const sent = await simulator.sendStatus({ from, docId: receiverDocId, statusCode: '13', description: reason });
      last = sent.docId;
    }
  }
  return last;
}

/** A letter of its own with its own number (edXML business kinds 1–3) that names the earlier one. */
async function askByLetter(
  simulator: Simulator,
  agency: OutsideAgency,
  letter: SimulatedMessage,
  input: { kind: Kind; reason: string; issuedOn: string },
): Promise<string> {
  const { kind, reason, issuedOn } = input;
  const to = letter.deliveries.flatMap(({ to: code, agencyCode }) => (agencyCode === null ? [] : [code]));
  const number = nextNumber(simulator, agency.code);
  const abstract = `${TITLES[kind]} ${letter.notation ?? ''}`.trim();
  const addressees = to.map((code) => simulator.agencies.find(code)?.name ?? code);
  const pdf = printLetter(agency, { number, abstract, paragraphs: [reason], issuedOn, urgency: 'normal', addressees });
  const { docId } = await simulator.sendLetter({
    from: agency.code,
    to,
    number,
    symbol: agency.symbol,
    abstract,
    issuedOn,
    signatory: { position: agency.signature.position, fullName: agency.signature.name },
    files: [{ name: `${number}-${agency.symbol}.pdf`, content: pdf }],
    business: { kind: kind === 'letter' ? 'recall' : kind, documentId: letter.documentId ?? '', reason },
  });
  return docId;
}

/** "Yêu cầu thu hồi" by an outside agency, for a letter it sent us: by status 13, or by a letter that recalls, updates or replaces. */
export async function askTrainingLetterBack(
  context: ActingContext,
  ground: Ground,
  input: TrainingRecall,
): Promise<{ docId: string }> {
  return actOn(context, ground, {
    action: 'training.letter_asked_back',
    perform: async (simulator) => {
      const letter = getLetter(simulator, input.docId);
      const agency = writerOf(letter);
      if (agency === undefined || letter.documentId === null) {
        throw invalid(
          'training.not_outside',
          'Chỉ thu hồi được văn bản do cơ quan ngoài gửi và còn đọc được phong bì.',
        );
      }
      const { way, reason } = input;
      const issuedOn = vietnamDate(context.clock.now());
      const docId =
        way === 'status'
          ? await askByStatus(simulator, agency.code, letter, reason)
          : await askByLetter(simulator, agency, letter, { kind: way, reason, issuedOn });
      return { docId };
    },
    about: ({ docId }) => ({ objectId: docId, detail: { letter: input.docId, way: input.way } }),
  });
}
