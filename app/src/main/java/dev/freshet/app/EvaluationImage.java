package dev.freshet.app;

import dev.freshet.app.EvaluationPlot.Point;
import dev.freshet.app.EvaluationPlot.Series;
import dev.freshet.app.EvaluationPlot.Tick;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;

/** Plots drawn as a PNG, one below the other, on a light ground, at twice their size. */
final class EvaluationImage {
  private static final int SCALE = 2;
  private static final Color INK = new Color(0x1d1d1f);
  private static final Color SOFT = new Color(0x6e6e73);
  private static final Color GRID = new Color(0xd5d5da);
  private static final Color[] COLOURS = {
    new Color(0x55565b),
    new Color(0x0072b2),
    new Color(0xd55e00),
    new Color(0x009e73),
    new Color(0xb0578d),
    new Color(0xa17a00),
    new Color(0x3b8fc4),
    new Color(0x7a4fbf)
  };

  private final Graphics2D graphics;

  private EvaluationImage(Graphics2D graphics) {
    this.graphics = graphics;
  }

  static byte[] png(List<EvaluationPlot> plots) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage image =
        new BufferedImage(
            SCALE * EvaluationPlot.WIDTH,
            SCALE * EvaluationPlot.HEIGHT * plots.size(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    EvaluationImage drawing = new EvaluationImage(graphics);
    for (EvaluationPlot plot : plots) {
      drawing.axes(plot);
      for (int i = 0; i < plot.series().size(); i++) {
        drawing.draw(plot, plot.series().get(i), i);
      }
      drawing.legend(plot);
      graphics.translate(0, EvaluationPlot.HEIGHT);
    }
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private void axes(EvaluationPlot plot) {
    double right = EvaluationPlot.WIDTH - EvaluationPlot.RIGHT;
    double bottom = EvaluationPlot.HEIGHT - EvaluationPlot.BOTTOM;
    graphics.setStroke(new BasicStroke(1));
    for (Tick tick : plot.gainTicks()) {
      line(GRID, EvaluationPlot.LEFT, tick.at(), right, tick.at());
      text(SOFT, EvaluationPlot.LEFT - 8, tick.at() + 4, 1, tick.label());
    }
    for (Tick tick : plot.klTicks()) {
      line(GRID, tick.at(), bottom, tick.at(), bottom + 5);
      text(SOFT, tick.at(), bottom + 20, 0.5, tick.label());
    }
    graphics.setStroke(
        new BasicStroke(
            1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0));
    double budget = plot.x(plot.budget());
    line(SOFT, budget, EvaluationPlot.TOP, budget, bottom);
    text(
        INK,
        (EvaluationPlot.LEFT + right) / 2,
        EvaluationPlot.HEIGHT - 16,
        0.5,
        "damage: KL(base || now) on the reference text, nats per token, log scale");
    text(INK, EvaluationPlot.LEFT - 56, 18, 0, plot.title() + ": gain, nats per answer token");
  }

  private void draw(EvaluationPlot plot, Series series, int index) {
    Color colour = COLOURS[index % COLOURS.length];
    graphics.setColor(colour);
    graphics.setStroke(
        new BasicStroke(
            2,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            index < COLOURS.length ? new float[] {1, 0} : new float[] {6, 3},
            0));
    Path2D path = new Path2D.Double();
    for (int i = 0; i < series.points().size(); i++) {
      Point point = series.points().get(i);
      if (i == 0) {
        path.moveTo(plot.x(point.kl()), plot.y(point.gain()));
      } else {
        path.lineTo(plot.x(point.kl()), plot.y(point.gain()));
      }
    }
    graphics.draw(path);
    for (Point point : series.points()) {
      double x = plot.x(point.kl());
      double y = plot.y(point.gain());
      if (point.ci() != null) {
        graphics.setStroke(new BasicStroke(1.25f));
        line(colour, x, plot.y(point.ci().low()), x, plot.y(point.ci().high()));
      }
      Ellipse2D dot = new Ellipse2D.Double(x - 4.5, y - 4.5, 9, 9);
      graphics.setColor(point.selected() ? colour : Color.WHITE);
      graphics.fill(dot);
      graphics.setColor(colour);
      graphics.setStroke(new BasicStroke(2));
      graphics.draw(dot);
    }
  }

  private void legend(EvaluationPlot plot) {
    double x = EvaluationPlot.LEFT;
    double y = EvaluationPlot.LEGEND;
    graphics.setStroke(new BasicStroke(3));
    for (int i = 0; i < plot.series().size(); i++) {
      String name = plot.series().get(i).name();
      double width = 40 + graphics.getFontMetrics().stringWidth(name);
      if (x + width > EvaluationPlot.WIDTH) {
        x = EvaluationPlot.LEFT;
        y += EvaluationPlot.LEGEND_ROW;
      }
      line(COLOURS[i % COLOURS.length], x, y, x + 18, y);
      text(INK, x + 24, y + 4, 0, name);
      x += width;
    }
  }

  private void line(Color colour, double x1, double y1, double x2, double y2) {
    graphics.setColor(colour);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  /**
   * @param before the share of the text that stands before x
   */
  private void text(Color colour, double x, double y, double before, String text) {
    graphics.setColor(colour);
    double width = graphics.getFontMetrics().stringWidth(text);
    graphics.drawString(text, (float) (x - before * width), (float) y);
  }
}
