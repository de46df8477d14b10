import { ArrowLeft, Reply } from 'lucide-react';
import type { ReactNode } from 'react';
import { MoreMenu } from '../../../shared/ui/action-bar.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { AppLink } from '../../../shared/ui/link.tsx';
import { boxName } from '../list/box-switch.tsx';
import { AlertFoot } from './mail-alert.tsx';
import { MailFacts } from './mail-facts.tsx';
import { AssignTool, may, moreActs, type ToolProps } from './mail-tools.tsx';

interface PhoneMailProps {
  tools: ToolProps;
  held: boolean;
  children: ReactNode;
}

function Foot({ tools, held }: Pick<PhoneMailProps, 'tools' | 'held'>) {
  const { box, email, acts, shield, onAnswer } = tools;
  if ((email.verdict !== 'ordinary' || held) && shield.report === undefined) {
    return <AlertFoot shield={shield} held={held} />;
  }
  if (!may(email, 'webmail.reply')) {
    return null;
  }
  return (
    <section className="mail-foot" aria-label="Việc với thư này">
      <Button kind="primary" icon={Reply} onClick={() => onAnswer('reply')}>
        Trả lời
      </Button>
      <AssignTool box={box} email={email} acts={acts} />
    </section>
  );
}

/** On a phone: back, the letter, facts below it, the act fixed at the foot. */
export function PhoneMail({ tools, held, children }: PhoneMailProps) {
  const { box, shield } = tools;
  return (
    <div className="mail-phone">
      <header className="phone-head">
        <AppLink className="phone-nav" href={tools.listHref} aria-label="Về danh sách thư">
          <ArrowLeft className="icon" aria-hidden />
        </AppLink>
        <div>
          <h1>{boxName(box)}</h1>
          <small>
            {box.relation === 'member' ? 'hộp thư dùng chung' : 'hộp thư cá nhân'}
            {box.unread > 0 && `, ${box.unread} thư mới`}
          </small>
        </div>
        <MoreMenu acts={moreActs(tools, true)} />
      </header>
      <div className="mail-scroll">
        {children}
        <div className="pane-facts">
          <MailFacts box={box} email={tools.email} />
        </div>
      </div>
      <Foot tools={tools} held={held} />
      {shield.dialogs}
      {tools.register.dialog}
    </div>
  );
}
