import { useQueryClient } from '@tanstack/react-query';
import { forgetAnswers } from '../../shared/session/me.ts';
import { useGo } from '../../shared/ui/link.tsx';
import { AlonePage } from './entry-frame.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';

/** The office asks for a second factor before anything else opens. */
export function SecondFactorPage() {
  const client = useQueryClient();
  const go = useGo();
  return (
    <AlonePage title="Bật xác thực hai lớp">
      <p className="quiet">Cơ quan yêu cầu tài khoản này dùng thêm mã 6 số của ứng dụng xác thực khi đăng nhập.</p>
      <SecondFactorSetup
        onDone={() => {
          forgetAnswers(client);
          go('/');
        }}
      />
    </AlonePage>
  );
}
