/** A button that is only a picture, named for a screen reader and on hover. */
export function IconButton(props: { icon: string; label: string; disabled?: boolean; onClick: () => void }) {
  const { icon, label, disabled, onClick } = props;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <i className={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  );
}
