/// What objects of the built-in kinds must obey, with upstream's paths, reasons and words.
@NullMarked
package dev.jong.apiserver.validation;

import org.jspecify.annotations.NullMarked;
