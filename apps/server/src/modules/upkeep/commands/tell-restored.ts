import { forgetRestoredNote, type RestoredNote, readRestoredNote } from '../../../platform/backup/restored-note.ts';
import { command, type Services, systemContext } from '../../../platform/context.ts';
import { oneAtATime } from '../../../platform/sql.ts';
import { readProgress, writeProgress } from '../upkeep.store.ts';
import { recordForAll, tellResponsible } from '../upkeep.ts';

/** Under which the note told last stands. */
const TOLD = 'upkeep.restored';

function sentence(note: RestoredNote): string {
  return 'alone' in note
    ? `Văn phòng được khôi phục từ bản sao lưu bởi MỘT người giữ cả khóa. Lý do ghi lại: ${note.alone}`
    : `Văn phòng được khôi phục từ bản sao lưu với mảnh khóa của ${note.keepers.length} người giữ (mảnh số ${note.keepers.join(', ')}).`;
}

/**
 * A restored office says so when it opens: one leaf in the log of every agency, and its heads and administrators are told, whatever the
 * person at the machine says. The note goes only when that stands.
 */
export async function tellRestored(services: Services): Promise<void> {
  const { dataDir } = services.config;
  const note = readRestoredNote(dataDir);
  if (note === undefined) {
    return;
  }
  const context = systemContext(services);
  await command(context, async (tx) => {
    // A page server and a worker open at the same time.
    await oneAtATime(tx, TOLD);
    const told = await readProgress<RestoredNote>(tx, TOLD);
    if (told?.at === note.at && told.run === note.run) {
      return null;
    }
    await writeProgress(tx, TOLD, note, new Date());
    await recordForAll(tx, context, { action: 'upkeep.restored', objectId: note.run, detail: { ...note } });
    await tellResponsible(tx, context, {
      kind: 'upkeep.restored',
      text: sentence(note),
      reason: 'Khôi phục từ bản sao lưu là việc của hai người',
    });
    return null;
  });
  forgetRestoredNote(dataDir);
}
