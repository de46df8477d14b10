import type { ConnectionView } from '@congvu/contracts';
import { listConnections } from '#modules/carriers';
import type { ActingContext } from '../../platform/context.ts';
import { hostOf, type Place, readPlace, SYSTEM_ID } from './place.ts';

export const CONNECTION_NAME = 'Trục mô phỏng (tập huấn)';

/** The connection of this agency, or one it shares, that leads to the simulator or led there. */
export async function findTrainingConnection(context: ActingContext): Promise<ConnectionView | undefined> {
  const { items } = await listConnections(context);
  return items.find(
    ({ kind, settings, name }) =>
      kind === 'national' && (settings === null ? name === CONNECTION_NAME : settings['systemId'] === SYSTEM_ID),
  );
}

export interface ConnectionState {
  state: 'missing' | 'moved' | 'off' | 'on';
  sentence: string;
}

function leadsTo(connection: ConnectionView, place: Place): boolean {
  return connection.host.endsWith(hostOf(place));
}

export async function viewConnection(context: ActingContext): Promise<ConnectionState> {
  const connection = await findTrainingConnection(context);
  const place = readPlace(context.config);
  if (connection === undefined || place === undefined) {
    return { state: 'missing', sentence: 'Chưa nối: văn bản chưa đi được tới các cơ quan ngoài.' };
  }
  if (!leadsTo(connection, place)) {
    return {
      state: 'moved',
      sentence: `Kết nối “${connection.name}” đang trỏ tới địa chỉ cũ. Nối lại để gửi nhận tiếp.`,
    };
  }
  return connection.enabled
    ? { state: 'on', sentence: `Đang nối qua “${connection.name}”, hỏi văn bản mới mỗi 15 giây.` }
    : { state: 'off', sentence: `Kết nối “${connection.name}” đang tắt.` };
}
