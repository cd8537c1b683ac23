package dev.jong.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives a test class a cluster of its own, for all of its tests. Constructors and methods may take
/// a [Jong], or a client as [Jong#client(Class)] makes it.
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(JongExtension.class)
public @interface JongCluster {
    /// How many simulated nodes.
    int nodes() default 1;
}
