/** The sign of the house: a switch, off. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" className="mark-ground" />
      <path d="M16 8v8M11 11.2a7.5 7.5 0 1 0 10 0" className="mark-line" />
    </svg>
  );
}
