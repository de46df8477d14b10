import type { ActingView, MeView } from '@congvu/contracts';
import { listPositionsOfPerson, type PositionView } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import type { CountSource } from '../../../platform/module.ts';
import { findSettings, findUserById } from '../identity.store.ts';
import { isSecondFactorDue } from '../open-session.ts';
import { idleMinutesOf } from './resolve-session.ts';

function presentPosition(position: PositionView): ActingView {
  const { positionId, title, unitName, agencyId, agencyName, roles } = position;
  return { positionId, title, unitName, agencyId, agencyName, roles };
}

/** Who is signed in, as what, what else he could act as, and what waits for him. */
export async function viewMe(context: ActingContext, counts: CountSource): Promise<MeView> {
  const { db, subject } = context;
  const now = context.clock.now();
  const user = await findUserById(db, subject.userId);
  const positions = await listPositionsOfPerson(db, subject.personId, vietnamDate(now));
  const acting = positions.find((position) => position.positionId === subject.positionId);
  if (user === undefined || acting === undefined) {
    throw notFound('identity.account_not_found', 'Chức vụ đang làm việc vừa kết thúc. Tải lại trang.');
  }
  const settings = await findSettings(db, user.agency_id);
  const mustSetUpSecondFactor = isSecondFactorDue(user, subject.roles, settings.secondFactor);
  const isBlocked = user.must_change_password || mustSetUpSecondFactor;
  return {
    user: { id: user.id, userName: user.user_name, displayName: subject.displayName },
    acting: presentPosition(acting),
    positions: positions.map(presentPosition),
    counts: isBlocked ? {} : await counts(context),
    demo: context.config.demo,
    mustChangePassword: user.must_change_password,
    mustSetUpSecondFactor,
    now: now.toISOString(),
    idleMinutes: idleMinutesOf(settings, subject.roles),
  };
}
