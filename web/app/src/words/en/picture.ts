// Texts of choosing and cropping a picture.

export const picture = {
  "crop.title": "Crop the picture",
  "crop.hint": "Move the picture by dragging or with the arrow keys; zoom with the slider, the wheel or + and −.",
  "crop.zoom": "Zoom",
  "crop.zoomIn": "Larger",
  "crop.zoomOut": "Smaller",
  "crop.area": "Part of the picture that is shown",
  "crop.apply": "Apply",
  "crop.choose": "Choose a picture",
  "crop.dropHint": "Or drop one here: JPEG, PNG, WebP or GIF, up to 10 MB.",
  "crop.change": "Change the picture",
  "crop.deleteTitle": "Delete this picture?",
  "crop.deleteText": "The default picture returns.",
  "crop.view": "View the picture",
} as const;
