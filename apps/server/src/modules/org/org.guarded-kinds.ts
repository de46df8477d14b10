import { ChangePositionRoles, ConfirmImportChange, CreatePosition } from '@congvu/contracts';
import { defineGuardedKind, type GuardedKind, rehearseChange } from '../../platform/guarded-change.ts';
import { appoint, changePosition } from './commands/save-position.ts';
import { confirmUntil, storeImport } from './import/confirm-import.ts';
import { grantedBetween, listGuardedPosts, roleWords, termWords } from './org.guarded.ts';
import { getManagedPerson, lockManagedPosition } from './org.people.ts';
import { getManagedAgency } from './org.scope.ts';

const appointment = defineGuardedKind<CreatePosition>({
  kind: 'org.position',
  schema: CreatePosition,
  show: async (tx, context, change) => {
    const agency = await getManagedAgency(tx, context.subject, change.agencyId);
    const person = await getManagedPerson(tx, context.subject, change.personId);
    return {
      agencyId: agency.id,
      objectId: `${person.id} ${change.agencyId}`,
      title: `Cấp vai ${roleWords(change.roles)} cho ${person.full_name}`,
      lines: [
        { label: 'Vai', before: '', after: roleWords(change.roles) },
        { label: 'Chức vụ', before: '', after: change.title },
        { label: 'Cơ quan', before: '', after: agency.name },
        { label: 'Thời gian', before: '', after: termWords({ from: change.validFrom, to: change.validTo }) },
      ],
    };
  },
  carryOut: async (tx, context, change, consent) => void (await appoint(tx, context, change, consent)),
});

const roles = defineGuardedKind<ChangePositionRoles>({
  kind: 'org.position_roles',
  schema: ChangePositionRoles,
  show: async (tx, context, change) => {
    const position = await lockManagedPosition(tx, context.subject, change.positionId);
    const person = await getManagedPerson(tx, context.subject, position.person_id);
    const agency = await getManagedAgency(tx, context.subject, position.agency_id);
    const fields = (list: readonly string[]) => (list.length === 0 ? 'không' : list.join(', '));
    return {
      agencyId: position.agency_id,
      objectId: position.id,
      title: `Đổi vai của ${person.full_name}, ${position.title}, ${agency.name}`,
      lines: [
        { label: 'Vai', before: roleWords(position.roles), after: roleWords(change.roles) },
        { label: 'Lĩnh vực', before: fields(position.fields), after: fields(change.fields) },
        { label: 'Thứ tự', before: String(position.sort_order), after: String(change.sortOrder) },
      ].filter(({ before, after }) => before !== after),
    };
  },
  carryOut: async (tx, context, { positionId, ...body }, consent) =>
    void (await changePosition(tx, context, { positionId, body, consent })),
});

const SHOWN_POSTS = 100;

/** A list that gives such roles is one change: agreed on whole, or not at all. */
const list = defineGuardedKind<ConfirmImportChange>({
  kind: 'org.import',
  schema: ConfirmImportChange,
  show: async (tx, context, { importId }) => {
    const before = await listGuardedPosts(tx);
    const { fileName, granted, counts } = await rehearseChange(tx, async (consent) => {
      const stored = await storeImport(tx, context, importId, consent);
      return { ...stored, granted: grantedBetween(before, await listGuardedPosts(tx)) };
    });
    const posts = granted.slice(0, SHOWN_POSTS).map((post) => ({
      label: post.personName,
      before: before.some(({ id }) => id === post.id) ? 'đã có chức vụ này' : '',
      after: `${roleWords(post.roles)}, ${post.agencyName}, ${termWords(post)}`,
    }));
    const more = granted.length - posts.length;
    const written = Object.values(counts).reduce((sum, { added, changed }) => sum + added + changed, 0);
    return {
      agencyId: context.subject.agencyId,
      objectId: importId,
      title: `Ghi danh sách "${fileName}" có ${granted.length} chức vụ quản trị, kiểm soát`,
      lines: [
        ...posts,
        ...(more > 0 ? [{ label: 'Còn nữa', before: '', after: `${more} chức vụ` }] : []),
        { label: 'Cả danh sách', before: '', after: `${written} dòng thêm hoặc sửa` },
      ],
      until: await confirmUntil(tx, context, importId),
    };
  },
  carryOut: async (tx, context, { importId }, consent) => void (await storeImport(tx, context, importId, consent)),
});

export const orgGuardedKinds: readonly GuardedKind[] = [appointment, roles, list];
