import type { ConsentRule } from '@congvu/contracts';
import { SmallSelect } from '../../shared/fields/small-select.tsx';
import { useRoles } from '../../shared/session/me.ts';
import { CONSENT_OPTIONS } from './amendments.text.ts';
import { useConsentSetting, useSaveConsentRule } from './amendments-api.ts';

/** The rule of the agency in one line; whoever may set it does so here. */
export function ConsentRuleLine({ rule }: { rule: ConsentRule }) {
  const roles = useRoles();
  const sets = roles.has('leader') || roles.has('administrator');
  const setting = useConsentSetting(sets);
  const save = useSaveConsentRule();
  const current = setting.data?.consentRule ?? rule;
  if (!sets || setting.data?.abilities['amendments.change_setting'] !== true) {
    const label = CONSENT_OPTIONS.find((option) => option.value === rule)?.label ?? '';
    return <p className="quiet amend-rule">Lãnh đạo đồng ý trước khi lấy lại: {label.toLowerCase()}.</p>;
  }
  return (
    <div className="amend-rule">
      <span>Lãnh đạo đồng ý trước khi lấy lại</span>
      <SmallSelect
        label="Lãnh đạo đồng ý trước khi lấy lại"
        value={current}
        options={CONSENT_OPTIONS}
        onChange={(value) => save.mutate(value)}
      />
    </div>
  );
}
