import { Icon } from './Icon';
import { useStore } from './store';
import { currentToast, dismissToast } from './toast';

export function ToastArea() {
  const toast = useStore(currentToast);
  return (
    <div class="toasts" role="status">
      {toast && (
        <div class="toast">
          {toast.text}
          {toast.action && (
            <button
              type="button"
              class="btn-link"
              onClick={() => {
                toast.action?.run();
                dismissToast();
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" class="btn-icon" aria-label="Dismiss" onClick={dismissToast}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
