import { ExternalLink, Link2, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import './agent.css';
import { Button } from '../ui/button.tsx';
import type { AgentState } from './use-agent.ts';

function Absent({ more, onAgain }: { more: ReactNode; onAgain: () => void }) {
  return (
    <div className="agent-guide" role="status">
      <p>
        <b>Không thấy chương trình ký số Công Vụ trên máy này.</b>
      </p>
      <ol>
        <li>Cắm thiết bị ký (USB) vào máy.</li>
        <li>
          Mở chương trình “Ký số Công Vụ”. Máy chưa có thì nhờ quản trị cài: một tệp, không cần quyền quản trị máy.
        </li>
        <li>Trình duyệt hỏi quyền kết nối với thiết bị trong mạng nội bộ thì bấm Cho phép.</li>
      </ol>
      <div className="note-actions">
        <Button kind="primary" icon={RefreshCw} onClick={onAgain}>
          Thử lại
        </Button>
        {more}
      </div>
    </div>
  );
}

function Pairing({ code, pageUrl, onCancel }: { code: string | null; pageUrl: string | null; onCancel: () => void }) {
  return (
    <div className="agent-guide">
      <p>So mã dưới đây với mã trong cửa sổ của chương trình ký số. Giống nhau thì cho phép ở cửa sổ đó.</p>
      <output className="agent-code num" aria-label="Mã ghép">
        {code ?? '··· ···'}
      </output>
      <p className="quiet">Khác mã thì từ chối: có trang khác đang giả làm trang này.</p>
      <div className="note-actions">
        <Button onClick={onCancel}>Dừng ghép</Button>
        {pageUrl !== null && <AgentPageLink url={pageUrl} />}
      </div>
    </div>
  );
}

/** For browsers that kept the window shut. */
export function AgentPageLink({ url }: { url: string }) {
  return (
    <a className="btn" href={url} target="_blank" rel="noreferrer">
      <ExternalLink className="icon" aria-hidden />
      Mở cửa sổ ký số
    </a>
  );
}

interface AgentGuideProps {
  agent: AgentState;
  /** Another act beside the one that helps: the way out. */
  more?: ReactNode;
}

/** What stands between this page and the signing program, and the one thing to do about it; nothing once it is ready. */
export function AgentGuide({ agent, more }: AgentGuideProps) {
  const { stage, error } = agent;
  if (stage.step === 'ready') {
    return null;
  }
  return (
    <>
      {error !== undefined && (
        <p className="soon pretty" role="alert">
          {error}
        </p>
      )}
      {(stage.step === 'unknown' || stage.step === 'looking') && (
        <p className="quiet" role="status">
          Đang tìm chương trình ký số trên máy này.
        </p>
      )}
      {stage.step === 'insecure' && (
        <p className="soon pretty" role="status">
          Trang đang mở qua kết nối không mã hóa nên trình duyệt không cho ghép với chương trình ký số. Mở trang bằng
          địa chỉ https, hoặc báo quản trị.
        </p>
      )}
      {['unknown', 'looking', 'insecure'].includes(stage.step) && <div className="note-actions">{more}</div>}
      {stage.step === 'absent' && <Absent more={more} onAgain={() => void agent.look()} />}
      {stage.step === 'unpaired' && (
        <div className="agent-guide" role="status">
          <p>
            Chương trình ký số đang chạy. Ghép trang này với chương trình một lần cho mỗi lần đăng nhập, để không trang
            nào khác sai khiến được thiết bị ký.
          </p>
          <div className="note-actions">
            <Button kind="primary" icon={Link2} onClick={() => void agent.pair()}>
              Ghép với chương trình ký số
            </Button>
            {more}
          </div>
        </div>
      )}
      {stage.step === 'pairing' && <Pairing code={stage.code} pageUrl={stage.pageUrl} onCancel={agent.cancelPairing} />}
    </>
  );
}
