import type { TargetedEvent } from 'preact';

const DEFAULT = '/default-avatar.svg';

interface Props {
  image: string | null | undefined;
  class: string;
  size: number;
}

/**
 * A user's picture. People type anything into the picture field, so it is only ever an `img`'s address. One that
 * cannot be loaded keeps that address, and the stylesheet shows the default picture in its place.
 */
export function Avatar({ image, class: className, size }: Props) {
  return (
    <img class={className} src={image || DEFAULT} alt="" width={size} height={size} onError={markBroken} />
  );
}

/** In lists a picture that cannot be loaded is replaced outright. */
export function ListAvatar({ image }: { image: string | null }) {
  return <img class="avatar" src={image || DEFAULT} alt="" width={32} height={32} onError={replaceBroken} />;
}

type ImageEvent = TargetedEvent<HTMLImageElement>;

function markBroken(event: ImageEvent): void {
  event.currentTarget.classList.add('broken');
}

function replaceBroken(event: ImageEvent): void {
  const image = event.currentTarget;
  if (!image.src.endsWith(DEFAULT)) image.src = DEFAULT;
}
