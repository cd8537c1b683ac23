/// Build tool: published API definitions become records, codecs and schemas.
@NullMarked
package dev.jong.apigenerator;

import org.jspecify.annotations.NullMarked;
