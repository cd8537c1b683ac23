/// The API of other servers below our own paths: APIServices, whether what they name is reachable,
/// and the way to it.
@NullMarked
package dev.jong.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
