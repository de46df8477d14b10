import type { MySecurity } from '@congvu/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { KeyRound, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { forgetAnswers } from '../../shared/session/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { useGo } from '../../shared/ui/link.tsx';
import { useMySecurity } from './change-password-page.tsx';
import { AlonePage } from './entry-frame.tsx';
import { hasPasskeys } from './passkeys.ts';
import { AddPasskeyForm } from './passkeys-card.tsx';
import { SecondFactorSetup } from './second-factor-setup.tsx';

type Way = 'passkey' | 'application';

function Choice({ security, onChoose }: { security: MySecurity | undefined; onChoose: (way: Way) => void }) {
  return (
    <div className="form">
      {security?.passkeysPossible === true && hasPasskeys() && (
        <Button icon={KeyRound} kind="primary" size="large" block onClick={() => onChoose('passkey')}>
          Khóa truy cập của máy này
        </Button>
      )}
      <Button icon={Smartphone} size="large" block onClick={() => onChoose('application')}>
        Ứng dụng xác thực trên điện thoại
      </Button>
    </div>
  );
}

/** The office asks for a second factor before anything else opens. */
export function SecondFactorPage() {
  const client = useQueryClient();
  const go = useGo();
  const { data } = useMySecurity();
  const [way, setWay] = useState<Way>();
  const done = (): void => {
    forgetAnswers(client);
    go('/');
  };
  return (
    <AlonePage title="Bật xác thực hai lớp">
      <p className="quiet">
        Cơ quan yêu cầu tài khoản này đăng nhập bằng hai lớp: khóa truy cập (vân tay, khuôn mặt, mã PIN của máy) hoặc mã
        6 số của ứng dụng xác thực.
      </p>
      {way === undefined && <Choice security={data} onChoose={setWay} />}
      {way === 'passkey' && <AddPasskeyForm onDone={done} />}
      {way === 'application' && <SecondFactorSetup onDone={done} />}
    </AlonePage>
  );
}
