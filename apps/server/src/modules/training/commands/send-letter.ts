import type { Simulator } from '@congvu/axis/simulator';
import type { TrainingLetter } from '@congvu/contracts';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext, Services } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { actOn } from '../act.ts';
import { type Ground, tellHosted } from '../ground.ts';
import { printLetter } from '../letter-pdf.ts';
import { nextNumber } from '../outgoing-number.ts';
import { type OutsideAgency, outsideAgency } from '../outside-agencies.ts';

export function getOutside(code: string): OutsideAgency {
  const agency = outsideAgency(code);
  if (agency === undefined) {
    throw invalid(
      'training.not_outside',
      'Chỉ cơ quan ngoài của trục mô phỏng gửi được từ đây. Chọn trong danh sách.',
      [{ path: 'from', message: 'Không phải cơ quan ngoài.' }],
    );
  }
  return agency;
}

/** Receivers have their office here: what outside agencies write to each other teaches nothing. */
async function assertOurs(services: Services, simulator: Simulator, codes: readonly string[]): Promise<string[]> {
  const hosted = await tellHosted(services, simulator);
  const nameOf = new Map(
    hosted.flatMap(({ codes: own, name }) => own.map((code) => [code.toUpperCase(), name] as const)),
  );
  return codes.map((code) => {
    const name = nameOf.get(code.trim().toUpperCase());
    if (name === undefined) {
      throw invalid('training.not_ours', `Mã ${code} không phải mã của cơ quan dùng hệ thống này.`, [
        { path: 'to', message: `Không phải cơ quan của ta: ${code}` },
      ]);
    }
    return name;
  });
}

/** "Gửi một văn bản từ cơ quan ngoài": a printed letter in an edXML message, as that agency's software would send it. */
export async function sendTrainingLetter(
  context: ActingContext,
  ground: Ground,
  input: TrainingLetter,
): Promise<{ docId: string }> {
  return actOn(context, ground, {
    action: 'training.letter_sent',
    perform: async (simulator) => {
      const agency = getOutside(input.from);
      const addressees = await assertOurs(context, simulator, input.to);
      const { abstract, urgency, dueOn, defects } = input;
      const number = nextNumber(simulator, agency.code);
      const issuedOn = vietnamDate(context.clock.now());
      const paragraphs = input.body
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
      const pdf = printLetter(agency, { number, abstract, paragraphs, issuedOn, urgency, addressees });
      const { docId } = await simulator.sendLetter({
        from: agency.code,
        to: input.to,
        number,
        symbol: agency.symbol,
        abstract,
        issuedOn,
        urgency,
        ...(dueOn !== null && { dueOn }),
        signatory: { position: agency.signature.position, fullName: agency.signature.name },
        files: [{ name: `${number}-${agency.symbol}.pdf`, content: pdf }],
        // An agency with old software writes as it always does unless other defects are chosen.
        ...(defects.length > 0 && { defects }),
      });
      return { docId };
    },
    about: ({ docId }) => ({ objectId: docId, detail: { from: input.from, to: input.to, defects: input.defects } }),
  });
}
