import type { TrainingStatus } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { invalid } from '../../../platform/errors.ts';
import { actOn } from '../act.ts';
import type { Ground } from '../ground.ts';
import { getLetter, reportersOf } from '../letters.ts';

/** Who refuses says why (QĐ 28/2018 Art. 5; 16 the same way). */
const WITH_REASON: ReadonlySet<string> = new Set(['02', '16']);

/** "Trả trạng thái": an outside receiver reports about a letter of ours. */
export async function reportTrainingStatus(
  context: ActingContext,
  ground: Ground,
  input: TrainingStatus,
): Promise<{ docId: string }> {
  return actOn(context, ground, {
    action: 'training.status_reported',
    perform: async (simulator) => {
      const letter = getLetter(simulator, input.docId);
      const reporter = reportersOf(letter).find(({ code }) => code === input.from.trim().toUpperCase());
      if (reporter === undefined) {
        throw invalid(
          'training.reporter_unknown',
          'Cơ quan này không phải nơi nhận văn bản. Chọn một nơi nhận ngoài hệ thống.',
          [{ path: 'from', message: 'Không phải nơi nhận.' }],
        );
      }
      if (WITH_REASON.has(input.statusCode) && input.note === '') {
        throw invalid('training.reason_needed', 'Từ chối phải nêu lý do.', [
          { path: 'note', message: 'Chưa có lý do.' },
        ]);
      }
      const { docId } = await simulator.sendStatus({
        from: reporter.code,
        docId: letter.docId,
        statusCode: input.statusCode,
        ...(input.note !== '' && { description: input.note }),
      });
      return { docId };
    },
    about: ({ docId }) => ({
      objectId: docId,
      detail: { from: input.from, code: input.statusCode, letter: input.docId },
    }),
  });
}
