import { Globe, Smartphone, Tv } from 'lucide-react';
import { kindWord } from '../words/device-words.js';

const ICONS: Readonly<Record<string, typeof Tv>> = { tv: Tv, phone: Smartphone, browser: Globe };

interface DeviceIconProps {
  readonly kind: string;
  readonly isOnline?: boolean;
}

/** The kind of a device as a picture, with its word for who cannot see it. */
export function DeviceIcon({ kind, isOnline = false }: DeviceIconProps) {
  const Icon = ICONS[kind] ?? Globe;
  return (
    <span className="tile" role="img" aria-label={kindWord(kind)}>
      <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
      {isOnline && <span className="tile-online" />}
    </span>
  );
}
