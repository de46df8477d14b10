import { record } from '#modules/audit';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { enqueue } from '../../../platform/jobs.ts';
import { upkeepPolicies } from '../upkeep.policy.ts';

export type UpkeepJob = 'upkeep.back_up' | 'upkeep.drill';

/** "Sao lưu ngay", "Diễn tập ngay": done behind, since it takes minutes; one that waits already is enough. */
export async function askUpkeepRun(context: ActingContext, job: UpkeepJob): Promise<{ started: boolean }> {
  const { config, subject } = context;
  return command(context, async (tx) => {
    upkeepPolicies.authorize('upkeep.run', subject, null);
    if (config.backup === undefined) {
      throw conflict(
        'upkeep.backup_off',
        'Chưa cấu hình nơi sao lưu. Đặt CONGVU_BACKUP_DIR và CONGVU_BACKUP_KEY rồi khởi động lại.',
      );
    }
    if (job === 'upkeep.drill' && config.databaseUrl !== undefined) {
      throw conflict(
        'upkeep.drill_external',
        'Cơ sở dữ liệu riêng (DATABASE_URL) được diễn tập bằng tay: congvu restore … --database URL.',
      );
    }
    await record(tx, context, {
      action: job === 'upkeep.drill' ? 'upkeep.drill_asked' : 'upkeep.backup_asked',
      agencyId: subject.agencyId,
      objectKind: 'upkeep',
      objectId: job,
    });
    await enqueue(tx, job, {}, { key: job, maxAttempts: 1 });
    return { started: true };
  });
}
