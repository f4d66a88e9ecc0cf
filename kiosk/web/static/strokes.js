// A drawn signature as numbers, see kiosk/core/registration/signature.py.

const MOST_POINTS = 700; // of a signature; more than a name has

export function fit(canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const sharp = Math.max(1, devicePixelRatio);
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.getContext("2d").scale(sharp, sharp);
}

export function strokes(pad, canvas) {
  const { width, height } = canvas.getBoundingClientRect();
  const groups = pad.toData().map((group) => group.points);
  const every = Math.ceil(groups.flat().length / MOST_POINTS) || 1;
  const thin = (points) => points.filter((_, at) => at % every === 0 || at === points.length - 1);
  const numbers = (points) => thin(points).flatMap(({ x, y }) => [Math.round(x), Math.round(y)]).join(".");
  return [`${Math.round(width)}.${Math.round(height)}`, ...groups.map(numbers)].join("*");
}
