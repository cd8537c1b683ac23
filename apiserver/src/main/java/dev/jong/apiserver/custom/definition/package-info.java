/// What definitions of custom resources must obey. Paths are those of upstream's internal type, as
/// its errors have them: what all versions have in common stands in `spec.validation`,
/// `spec.subresources` and so on.
@NullMarked
package dev.jong.apiserver.custom.definition;

import org.jspecify.annotations.NullMarked;
