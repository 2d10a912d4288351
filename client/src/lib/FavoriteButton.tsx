import { setFavorite } from '../api/articles';
import type { ArticlePreview } from '../api/types';
import { Icon } from './Icon';
import { useToggle } from './toggle';

type Favorite = Pick<ArticlePreview, 'favorited' | 'favoritesCount'>;

/** State of an article's favourite button, shared by all buttons the page has for it. */
export function useFavorite(slug: string, article: Favorite, onChange: (favorite: Favorite) => void) {
  return useToggle<Favorite>({
    value: article,
    isOn: value => value.favorited,
    flip: value => ({
      favorited: !value.favorited,
      favoritesCount: value.favoritesCount + (value.favorited ? -1 : 1),
    }),
    send: on => setFavorite(slug, on),
    onChange: ({ favorited, favoritesCount }) => onChange({ favorited, favoritesCount }),
  });
}

interface Props {
  favorite: ReturnType<typeof useFavorite>;
  /** In a list there is room for the count only. */
  compact?: boolean;
}

export function FavoriteButton({ favorite: { value, toggle }, compact = false }: Props) {
  const label = `${value.favorited ? 'Unfavorite' : 'Favorite'} Article`;
  return (
    <button
      type="button"
      class={`btn btn-sm ${value.favorited ? 'btn-primary' : 'btn-outline-primary'}`}
      aria-pressed={value.favorited}
      onClick={toggle}
    >
      <Icon name="heart" />
      {compact ? <span class="sr-only">{label}</span> : label}
      <span class="counter">{value.favoritesCount}</span>
    </button>
  );
}
