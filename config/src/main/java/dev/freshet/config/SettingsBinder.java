package dev.freshet.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * Makes the settings records from a draft; what a record refuses becomes a problem of the draft.
 */
final class SettingsBinder {
  private final Draft draft;

  private SettingsBinder(Draft draft) {
    this.draft = draft;
  }

  /** The settings that the draft describes; throws its first problem where there is one. */
  static Settings bind(Draft draft) {
    Object settings = new SettingsBinder(draft).record("", Settings.class);
    draft.throwFirstProblem();
    if (settings instanceof Settings complete) {
      return complete;
    }
    throw new IllegalStateException("settings are missing, yet no problem says why");
  }

  /** A record of this type; null where it, or one within it, was refused. */
  private @Nullable Object record(String prefix, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    boolean complete = true;
    for (int i = 0; i < components.length; i++) {
      Object argument = argument(SettingKey.of(prefix, components[i]));
      types[i] = components[i].getType();
      if (argument == null) {
        complete = false;
      } else {
        arguments[i] = argument;
      }
    }
    return complete ? construct(prefix, type, types, arguments) : null;
  }

  private @Nullable Object argument(SettingKey key) {
    return key.kind() == SettingKey.Kind.SECTION
        ? record(key.name() + ".", key.type())
        : draft.at(key).value();
  }

  private @Nullable Object construct(
      String prefix, Class<?> type, Class<?>[] types, Object[] arguments) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof InvalidSettingException refused) {
        refuse(prefix + refused.key(), refused);
        return null;
      }
      throw new IllegalStateException(type + " failed", thrown.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("settings records are public", impossible);
    }
  }

  private void refuse(String name, InvalidSettingException refused) {
    SettingKey key = SettingKeys.ALL.find(name);
    if (key == null) {
      throw new IllegalStateException(name + " is checked, but is no key", refused);
    }
    Draft.Written written = draft.at(key);
    String shown =
        key.doc().secret() ? "this value" : OneLine.value(ValueForm.write(written.value()));
    draft.problem(name + " cannot be " + shown, written.where(), name + " " + refused.getMessage());
  }
}
