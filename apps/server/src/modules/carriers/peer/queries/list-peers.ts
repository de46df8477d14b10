import { type AskedPeer, type PeerList, PeerSettings, type PeerState, type PeerView } from '@congvu/contracts';
import type { ActingContext } from '../../../../platform/context.ts';
import { rawQuery } from '../../../../platform/sql.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';
import { listConnectionsFor } from '../../connections.store.ts';
import { listOwnKeys } from '../accepted-codes.ts';
import { describeSkew } from '../clock-words.ts';
import { installationIdentity } from '../installation-identity.ts';
import { ownIdentity } from '../own-identity.ts';
import { peerListPolicies, peerPolicies } from '../peer.policy.ts';
import { factsOf, listPeerAgencies, listTakenElsewhere } from '../peer.store.ts';
import type { PeerAgencyRow, PeerRow } from '../peer.tables.ts';
import { fingerprintOf } from '../wire/keys.ts';

const STATE_LABELS: Record<PeerState, string> = {
  proposed: 'Chờ xác nhận',
  confirmed: 'Đã ghép nối',
  stopped: 'Dừng: khóa bên kia thay đổi',
};

const REFUSALS: Readonly<Record<string, string>> = {
  clock: 'Đã từ chối yêu cầu của bên kia vì đồng hồ hai bên lệch quá mức cho phép.',
  replay: 'Đã từ chối một yêu cầu gửi lặp lại nguyên văn (có thể do ai đó ghi lại rồi phát lại).',
};

function adviceOf(peer: PeerRow, agencies: readonly PeerAgencyRow[]): string {
  if (peer.state === 'stopped') {
    return 'Gọi điện cho quản trị bên kia: nếu đúng là họ đã thay khóa (cài lại máy chủ), đối chiếu dấu vân tay mới rồi xác nhận lại. Nếu họ không thay, địa chỉ có thể đã bị giả mạo: báo bộ phận an toàn thông tin.';
  }
  if (peer.state === 'proposed') {
    return 'Gọi điện cho quản trị bên kia, nghe họ đọc dấu vân tay trên màn hình của họ. Khớp với dấu vân tay dưới đây thì xác nhận, và đọc dấu vân tay của hệ thống này để họ làm tương tự.';
  }
  if (!agencies.some(({ accepted }) => accepted)) {
    return 'Chưa chấp nhận mã cơ quan nào của bên kia nên chưa gửi, nhận được. Chọn các mã được chấp nhận.';
  }
  return peer.confirmed_there
    ? ''
    : 'Bên này đã xác nhận. Chờ quản trị bên kia xác nhận; trước đó bên kia từ chối văn bản gửi từ đây.';
}

function problemOf({ code_key }: PeerAgencyRow, own: ReadonlySet<string>, elsewhere: ReadonlySet<string>): string {
  if (own.has(code_key)) {
    return 'Mã này là của cơ quan dùng hệ thống này.';
  }
  return elsewhere.has(code_key) ? 'Mã này đã chấp nhận cho một hệ thống khác.' : '';
}

interface Seen {
  context: ActingContext;
  agencies: Map<string, PeerAgencyRow[]>;
  own: ReadonlySet<string>;
}

async function viewOf(seen: Seen, connection: ConnectionRow, peer: PeerRow): Promise<PeerView> {
  const { context, agencies, own } = seen;
  const listed = agencies.get(peer.id) ?? [];
  const elsewhere = new Set(
    await listTakenElsewhere(
      context.db,
      peer.id,
      listed.map((agency) => agency.code_key),
    ),
  );
  const settings = PeerSettings.parse(connection.settings);
  const clock = peer.skew_ms === null ? undefined : describeSkew(peer.skew_ms, settings.clockToleranceSeconds);
  return {
    id: peer.id,
    name: connection.name,
    title: peer.title,
    endpoint: settings.endpoint,
    state: peer.state,
    stateLabel: STATE_LABELS[peer.state],
    advice: adviceOf(peer, listed),
    fingerprint: fingerprintOf(peer.public_key),
    offeredFingerprint: peer.offered_key === null ? null : fingerprintOf(peer.offered_key),
    confirmedThere: peer.confirmed_there,
    confirmedBy: peer.confirmed_by ?? '',
    confirmedAt: peer.confirmed_at?.toISOString() ?? null,
    agencies: listed.map((agency) => ({
      code: agency.code,
      name: agency.name,
      accepted: agency.accepted,
      listed: agency.listed,
      problem: problemOf(agency, own, elsewhere),
    })),
    clock: clock?.text ?? '',
    clockIsWrong: clock?.isWrong ?? false,
    lookedAt: peer.looked_at?.toISOString() ?? null,
    refusal: REFUSALS[peer.refused_code] ?? '',
    certificateSavedAt: connection.secret_saved_at?.toISOString() ?? null,
    abilities: peerPolicies.abilities(context.subject, factsOf(peer)),
  };
}

interface AskedRow {
  key_id: string;
  public_key: Buffer;
  endpoint: string;
  title: string;
  asked_at: Date;
}

async function listAsked({ db }: ActingContext): Promise<AskedPeer[]> {
  const rows = await rawQuery<AskedRow>(db, 'select * from carriers_peer_asked order by asked_at desc', []);
  return rows.map((row) => ({
    keyId: row.key_id,
    title: row.title,
    endpoint: row.endpoint,
    fingerprint: fingerprintOf(row.public_key),
    askedAt: row.asked_at.toISOString(),
  }));
}

/** Installations paired with ours, those that ask to be, and who we are to them. */
export async function listPeers(context: ActingContext): Promise<PeerList> {
  const { db, subject, config } = context;
  peerListPolicies.authorize('peers.list', subject, null);
  const connections = (await listConnectionsFor(db, subject.agencyId)).filter(({ kind }) => kind === 'peer');
  const ids = connections.map(({ id }) => id);
  const rows = await rawQuery<PeerRow>(db, 'select * from carriers_peer where id = any($1::uuid[])', [ids]);
  const agencies = Map.groupBy(await listPeerAgencies(db, ids), (agency) => agency.peer_id);
  const seen: Seen = { context, agencies, own: await listOwnKeys(db) };
  const peers: PeerView[] = [];
  for (const connection of connections) {
    const peer = rows.find(({ id }) => id === connection.id);
    if (peer !== undefined) {
      peers.push(await viewOf(seen, connection, peer));
    }
  }
  return {
    own: {
      title: (await ownIdentity(context)).title,
      fingerprint: (await installationIdentity(context)).fingerprint,
      endpoint: config.publicUrl,
    },
    peers,
    asked: await listAsked(context),
    abilities: peerListPolicies.abilities(subject, null),
  };
}
